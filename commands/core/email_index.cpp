#include "commands/core/email_index.hpp"

#include "eventstore/crypto/cipher.hpp"

namespace atelier::commands {

std::string email_index(crypto::Key const& key, std::string_view email) {
    std::string folded{email};
    for (auto& c : folded) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return crypto::hex_encode(crypto::hmac_sha256(key, folded));
}

crypto::Key email_index_key(crypto::MasterKey const& master) {
    return master.derive("email index");
}

}  // namespace atelier::commands
