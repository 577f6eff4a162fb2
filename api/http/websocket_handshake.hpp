#pragma once

#include <expected>
#include <string>

#include "api/http/message.hpp"
#include "api/http/request_parser.hpp"

namespace atelier::api {

/// RFC 6455 §4.2.2: the whole 101 answer to a GET that asks for a WebSocket, or why there is none.
std::expected<std::string, Refusal> answer_handshake(Request const& request);

}  // namespace atelier::api
