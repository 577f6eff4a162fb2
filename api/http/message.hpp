#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::api {

class Encodings;

/// In the order of the message; a name may occur more than once.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// ASCII letters only, as header names and media types compare.
bool equals_ignoring_case(std::string_view left, std::string_view right);
/// The value of the first header with that name in any case, empty when there is none.
std::string_view find_header(HeaderList const& headers, std::string_view name);

/// One request as it came, with its whole body. `path` and `query` are the parts of `target` before
/// and after the first '?', still percent-encoded; `path` starts with '/' (or is "*" for OPTIONS).
struct Request {
    std::string method;
    std::string target;
    std::string path;
    std::string query;
    HeaderList headers;
    std::string body;
    /// Of the TCP peer, without port.
    std::string remote_address;
    /// The client's X-Request-Id where that is 1 to 128 of [A-Za-z0-9._:/+=-], else a fresh UUID.
    std::string id;
    /// What let a large body in (`ServerOptions::admit_large_body`), for as long as the request is.
    std::shared_ptr<void> permit{};

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
    /// For headers that must not be empty where they are given.
    std::optional<std::string_view> given_header(std::string_view name) const;
};

/// One answer. The server adds Content-Length, Date, Server, X-Request-Id, Vary, Connection and the
/// security headers, and compresses; `headers` must not name Content-Length, Connection or
/// Transfer-Encoding. A 204 or 304 is sent without body.
struct Response {
    int status = 200;
    std::string content_type = "application/json";
    HeaderList headers{};
    std::string body{};
    /// When set, sent instead of `body` and never copied: many answers can share one text.
    std::shared_ptr<std::string const> shared_body{};
    /// Of the shared body: when set, it is compressed once for all answers.
    std::shared_ptr<Encodings> encodings{};

    std::string_view content() const { return shared_body ? *shared_body : std::string_view(body); }
};

/// Answers one request: may be called from any thread, once (later calls are ignored). It
/// compresses in the calling thread, so a worker should call it rather than post it back. Harmless
/// after the server is gone or the client left. When the last copy is destroyed uncalled, the
/// client gets the 500 of `ServerOptions::protocol_error`.
using Reply = std::function<void(Response)>;

/// Called in an Asio thread: must not block. What it throws becomes a 500 and a line in the log.
using RequestHandler = std::function<void(Request, Reply)>;

}  // namespace atelier::api
