#pragma once

#include <string>

#include "api/http/message.hpp"

namespace atelier::api {

/// The client's X-Request-Id where it is fit for logs and headers, else a fresh UUIDv7.
std::string request_id_of(HeaderList const& headers);

}  // namespace atelier::api
