#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace atelier::tools {

/// `http://host:port` taken apart; `host` is a name or an IPv4 address.
struct ServiceUrl {
    std::string host;
    std::string port;

    /// Throws CommandFailed when it is not such a URL.
    static ServiceUrl from_text(std::string const& text);
    std::string text() const { return "http://" + host + ":" + port; }
};

struct HttpAnswer {
    int status = 0;
    std::string body;
};

/// One request on a connection of its own, blocking, at most 30 s. `token` goes into the header
/// `Authorization`. Throws CommandFailed with ExitCode::unavailable when there is no answer.
HttpAnswer send_request(ServiceUrl const& url, std::string const& method, std::string const& path,
                        std::string const& body = {}, std::optional<std::string> const& token = {});

/// The connection is lost, or could not be made; trying again may work.
struct LiveLost {
    std::string reason;
};

/// A WebSocket to `/api/v1/live`. Blocking, one thread; all functions throw LiveLost.
class LiveSocket {
public:
    explicit LiveSocket(ServiceUrl const& url);
    ~LiveSocket();
    LiveSocket(LiveSocket const&) = delete;

    void send(std::string const& message);
    /// The next message; nothing when none came in time, or when Ctrl-C was pressed meanwhile.
    std::optional<std::string> receive(std::chrono::milliseconds timeout);
    /// Says goodbye, if the other side is still there.
    void close();

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace atelier::tools
