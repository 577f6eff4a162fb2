#pragma once

#include <optional>
#include <string>

#include "tools/atelier/client.hpp"

namespace atelier::tools {

struct SignedIn {
    std::string user_id;
    std::string access_token;
};

/// Throws CommandFailed: refused when the password is not right, unavailable when nobody answers.
SignedIn sign_in(ServiceUrl const& url, std::string const& email, std::string const& password);

/// Makes an account; nothing when the e-mail address has one.
std::optional<SignedIn> sign_up(ServiceUrl const& url, std::string const& email,
                                std::string const& password, std::string const& name);

/// Throws CommandFailed with what the service said: the message and, if there are, the fields.
[[noreturn]] void fail_by_answer(std::string const& what, HttpAnswer const& answer);

}  // namespace atelier::tools
