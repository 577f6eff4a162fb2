#pragma once

#include <string>
#include <string_view>

#include "eventstore/crypto/cipher.hpp"
#include "eventstore/crypto/master_key.hpp"

namespace atelier::commands {

/// Under what e-mail addresses are claimed: their keyed hashes, so that the log's tables tell
/// nobody who has an account. Capitals of ASCII are folded. `key` is that of `email_index_key`.
std::string email_index(crypto::Key const& key, std::string_view email);
crypto::Key email_index_key(crypto::MasterKey const& master);

}  // namespace atelier::commands
