#include "api/auth/common_password.hpp"

#include <zxcvbn.h>

#include <cmath>
#include <string>

namespace atelier::api {
namespace {

/// The time grows with the square of the length, and what is hard to guess at the start is not
/// easier as a whole.
constexpr std::size_t looked_at = 48;

}  // namespace

bool is_common_password(std::string_view password) {
    std::string const start{password.substr(0, looked_at)};
    return ZxcvbnMatch(start.c_str(), nullptr, nullptr) < std::log2(common_password_guesses);
}

}  // namespace atelier::api
