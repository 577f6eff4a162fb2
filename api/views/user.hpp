#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::api {

struct UserView {
    UserId id;
    std::string email;
    std::string name;
    std::string time_zone;
    std::string locale;
};
BOOST_DESCRIBE_STRUCT(UserView, (), (id, email, name, time_zone, locale))

/// What signing in answers.
struct SignedInView {
    UserView user;
    std::string access_token;
    std::int64_t expires_in_seconds;  ///< of the access token
    std::string refresh_token;        ///< good once: refreshing gives the next
};
BOOST_DESCRIBE_STRUCT(SignedInView, (), (user, access_token, expires_in_seconds, refresh_token))

/// A session that has not ended.
struct SessionView {
    SessionId id;
    Timestamp started_at;
    Timestamp last_used_at;              ///< signed in or refreshed
    std::optional<std::string> address;  ///< that it was started from
    std::optional<std::string> user_agent;
    bool is_current;
};
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (id, started_at, last_used_at, address, user_agent, is_current))

/// How many sessions have ended by a request.
struct EndedSessionsView {
    std::int64_t ended;
};
BOOST_DESCRIBE_STRUCT(EndedSessionsView, (), (ended))

}  // namespace atelier::api
