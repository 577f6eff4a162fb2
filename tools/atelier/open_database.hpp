#pragma once

#include <memory>
#include <optional>
#include <string>

#include "eventstore/crypto/master_key.hpp"
#include "tools/atelier/config.hpp"
#include "tools/postgres/cluster.hpp"

namespace atelier::tools {

/// Stops a cluster, or leaves it to the others that use it.
struct LeaveCluster {
    void operator()(PostgresCluster* cluster) const;
};
using OwnedCluster = std::unique_ptr<PostgresCluster, LeaveCluster>;

/// A database that is of this program's version, and the key to it. Must outlive every connection
/// to it: the embedded server is shut down at destruction, unless another process uses it.
struct ReadyDatabase {
    OwnedCluster cluster;  ///< null when it is not embedded
    std::string service_url;
    std::optional<std::string> owner_url;  ///< of the embedded one
    std::optional<crypto::MasterKey> master_key;

    /// The key of a database that was opened with one.
    crypto::MasterKey const& key() const { return master_key.value(); }
};

struct DatabaseNeeds {
    /// Whether an embedded database is made where there is none; else that is refused.
    bool may_create = false;
    /// Whether personal data is going to be read or written.
    bool master_key = true;
};

/// The database that the settings name: theirs as it is, the embedded one started and migrated. The
/// master key is the one that this database was first used with. Throws CommandFailed, or
/// DatabaseError when the database is away.
ReadyDatabase open_database(Config const& config, DatabaseNeeds needs = {});

/// Makes, starts or joins the embedded cluster; throws CommandFailed.
OwnedCluster open_cluster(Config const& config, bool may_create);

}  // namespace atelier::tools
