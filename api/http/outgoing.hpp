#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/http/coding.hpp"
#include "api/http/message.hpp"

namespace atelier::api {

/// What the answer must know of its request.
struct AnswerContext {
    std::string request_id;
    bool is_head = false;
    bool is_secure = false;  ///< came by TLS
    Coding coding = Coding::identity;
};

/// An answer as bytes, but for the end of its head: whether the connection stays open is known only
/// when it is written.
struct Outgoing {
    std::string head;
    std::string body;
    std::shared_ptr<std::string const> shared_body;
    bool without_body = false;

    std::string_view content() const {
        if (without_body) return {};
        return shared_body ? std::string_view(*shared_body) : std::string_view(body);
    }
};

/// Compresses where that is allowed and pays, and formats the head. Takes milliseconds for large
/// bodies: not for a strand that others wait for.
Outgoing prepare(Response response, AnswerContext const& context);

/// Ends the head.
void finish_head(std::string& head, bool keep_alive, bool is_http_1_0);

/// "Sun, 06 Nov 1994 08:49:37 GMT", made anew once a second for each thread.
std::string_view http_date();

}  // namespace atelier::api
