#include "eventstore/log/epoch.hpp"

#include "schemas/sql.hpp"

namespace atelier::eventstore {

LogEpoch read_epoch(Connection& connection) {
    auto const rows = connection.run(sql::log_identify);
    return {rows.string(0, 1), rows.boolean(0, 2)};
}

}  // namespace atelier::eventstore
