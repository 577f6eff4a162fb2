#include <fmt/format.h>

#include "api/http/server.hpp"

namespace atelier::api {
namespace {

std::string json_text(std::string_view text) {
    std::string result = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            result += c;
        }
    }
    return result += '"';
}

}  // namespace

Response error_envelope(int status, std::string_view code, std::string_view message,
                        std::string const& request_id) {
    Response response;
    response.status = status;
    response.body = fmt::format(
        R"({{"success":false,"message":{},"error":{{"code":{},"fields":[],"request_id":{}}}}})",
        json_text(message), json_text(code), json_text(request_id));
    return response;
}

}  // namespace atelier::api
