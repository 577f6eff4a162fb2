#pragma once

#include <boost/describe.hpp>
#include <string>

#include "domain/id.hpp"

namespace atelier::api {

struct UserView {
    UserId id;
    std::string email;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(UserView, (), (id, email, name))

/// What signing in answers.
struct SignedInView {
    UserView user;
    std::string access_token;
    std::int64_t expires_in_seconds;  ///< of the access token
    std::string refresh_token;        ///< good once: refreshing gives the next
};
BOOST_DESCRIBE_STRUCT(SignedInView, (), (user, access_token, expires_in_seconds, refresh_token))

}  // namespace atelier::api
