#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "schemas/codec/json.hpp"
#include "tools/atelier/client.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/describe_event.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/live_lines.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/sign_in.hpp"

namespace atelier::tools {

struct Authenticate {
    std::string type = "authenticate";
    std::string token;
};
BOOST_DESCRIBE_STRUCT(Authenticate, (), (type, token))

namespace {

constexpr std::chrono::seconds default_heartbeat{20};
constexpr std::chrono::milliseconds first_pause{250};
constexpr std::chrono::milliseconds longest_pause{10'000};
constexpr auto watch_examples =
    "atelier watch board:0195e0c1-0000-7000-8000-000000000000 --email mara@harbour.example\n"
    "atelier watch me activity:0195e0c1-0000-7000-8000-000000000000 --token \"$TOKEN\"\n"
    "ATELIER_PASSWORD=… atelier watch me --email mara@harbour.example --json | jq .";

struct WatchFlags {
    std::vector<std::string> topics;
    std::string url = "http://127.0.0.1:8080";
    std::optional<std::string> token, email, password;
    std::optional<std::int64_t> after;
    bool json = false;
};

class Watch {
public:
    explicit Watch(WatchFlags const& flags)
        : flags_(flags),
          url_(ServiceUrl::from_text(flags.url)),
          places_(flags.topics, flags.after) {}

    /// Until Ctrl-C: a lost connection is made again and goes on where it was.
    void run() {
        // Wrong credentials are said at once.
        token_ = token();
        auto pause = first_pause;
        for (;;) {
            try {
                session(pause);
            } catch (LiveLost const& lost) {
                fmt::print(stderr, "The connection is lost ({}); trying again …\n", lost.reason);
            }
            wait(pause);
            pause = std::min(pause * 2, longest_pause);
        }
    }

private:
    std::string token() const {
        if (!flags_.email) return *flags_.token;
        return sign_in(url_, *flags_.email, flags_.password.value_or("")).access_token;
    }

    void session(std::chrono::milliseconds& pause) {
        LiveSocket socket{url_};
        socket.send(codec::to_json(Authenticate{"authenticate", token_}));
        bool is_pinged = false;
        while (!is_interrupted()) {
            auto const text = socket.receive(heartbeat_);
            if (text) {
                is_pinged = false;
                handle(*text, socket, pause);
            } else if (is_pinged) {
                throw LiveLost{"no sign of life"};
            } else if (!is_interrupted()) {
                socket.send(R"({"type":"ping"})");
                is_pinged = true;
            }
        }
        socket.close();
        throw Interrupted{};
    }

    void handle(std::string const& text, LiveSocket& socket, std::chrono::milliseconds& pause) {
        auto const document = codec::Document::parse(text);
        if (!document) return;
        auto const message = document->root();
        auto const type = text_member(message, "type");
        if (type == "welcome") {
            welcome(message, socket);
            pause = first_pause;
        } else if (type == "token_expired") {
            token_ = renewed_token();
            socket.send(codec::to_json(Authenticate{"authenticate", token_}));
        } else if (type == "error") {
            fail(message);
        } else if (!places_.advance(message)) {
            socket.send(places_.subscription(text_member(message, "topic")));
            return;
        }
        print(text, message);
    }

    void welcome(codec::Value message, LiveSocket& socket) {
        auto const seconds = message.member("heartbeat_seconds");
        heartbeat_ = std::chrono::seconds{seconds ? seconds->as_int64().value_or(20) : 20};
        // After a renewed token the subscriptions of this connection go on.
        if (subscribed_ == &socket) return;
        subscribed_ = &socket;
        for (auto const& subscription : places_.welcome(message)) socket.send(subscription);
    }

    std::string renewed_token() const {
        if (flags_.email) return token();
        throw CommandFailed(ExitCode::refused,
                            "The token has expired: give a new one, or --email and --password, "
                            "with which a new one is got in time.");
    }

    /// A topic that is not there ends it; so does a token that is not accepted.
    [[noreturn]] void fail(codec::Value message) {
        auto const code = text_member(message, "code");
        if (code == "unavailable" || code == "rate_limited") {
            throw LiveLost{text_member(message, "message")};
        }
        if (code == "token_expired" && flags_.email) {
            token_ = token();
            throw LiveLost{"the token has expired"};
        }
        auto const topic = text_member(message, "topic");
        throw CommandFailed(ExitCode::refused,
                            on_one_line(fmt::format("{}{}{} ({})", topic, topic.empty() ? "" : ": ",
                                                    text_member(message, "message"), code),
                                        400));
    }

    void print(std::string const& text, codec::Value message) const {
        if (flags_.json) {
            print_line(text);
        } else {
            for (auto const& line : live_lines(message)) print_line(line);
        }
        flush_output();
    }

    void wait(std::chrono::milliseconds time) {
        subscribed_ = nullptr;
        auto const end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end) {
            check_interrupt();
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
        }
    }

    WatchFlags const& flags_;
    ServiceUrl url_;
    LivePlaces places_;
    std::string token_;
    std::chrono::milliseconds heartbeat_ = default_heartbeat;
    LiveSocket const* subscribed_ = nullptr;
};

int watch(WatchFlags const& flags) {
    if (!flags.token && !flags.email) {
        throw CommandFailed(ExitCode::usage,
                            "Say who you are: --token T, or --email E and --password P (or the "
                            "variable ATELIER_PASSWORD).");
    }
    catch_interrupts();
    Watch{flags}.run();
    return 0;
}

}  // namespace

void add_watch(CommandLine& program) {
    auto flags = std::make_shared<WatchFlags>();
    auto& command = add_command(
        program,
        {"watch", "Watch topics live: each change as it happens, until Ctrl-C", watch_examples},
        [flags] { return watch(*flags); });
    command.add_option("TOPIC", flags->topics, "board:<project>, activity:<workspace> or me")
        ->required();
    command.add_option("--url", flags->url, "Where the service is [http://127.0.0.1:8080]")
        ->envname("ATELIER_URL");
    command.add_option("--email", flags->email, "Sign in as");
    command.add_option("--password", flags->password, "With this password")
        ->envname("ATELIER_PASSWORD");
    command.add_option("--token", flags->token, "An access token, instead")
        ->envname("ATELIER_TOKEN");
    command.add_option("--after", flags->after, "Begin with the changes after this position");
    command.add_flag("--json", flags->json, "The service's messages as they are, one a line");
}

}  // namespace atelier::tools
