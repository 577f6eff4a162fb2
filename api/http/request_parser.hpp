#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/message.hpp"
#include "api/http/server.hpp"

namespace atelier::api {

/// Why a request is not passed on.
struct Refusal {
    int status = 400;
    std::string_view code = "malformed_request";
    std::string message;
    std::optional<Response> response{};  ///< when set, the answer, in place of one made of the rest
};

/// HTTP/1 requests out of bytes, one after the other, within the limits of the server. Trailers are
/// read and dropped: nothing may turn into a header after the body limit has been chosen.
class RequestParser {
public:
    enum class Step { need_more, head_done, complete, refused };

    /// The options must outlive the parser.
    explicit RequestParser(ServerOptions const& options);
    ~RequestParser();

    /// Forgets the last request.
    void begin();

    /// Parses from the front of `bytes` until the head is done (said once), the request is
    /// complete, or more is needed; `taken` is what the next call must not be given again.
    Step feed(std::string_view bytes, std::size_t& taken);

    /// What has been read so far: headers from `head_done` on, all but `id` and `remote_address`
    /// from `complete` on. The caller may move it out then.
    Request& request();
    /// After `refused`.
    Refusal const& refusal() const;

    // From `head_done` on.
    bool keep_alive() const;
    bool is_http_1_0() const;
    bool expects_continue() const;
    bool wants_upgrade() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atelier::api
