#include "api/http/request_parser.hpp"
#include "tests/fuzz/fuzz.hpp"

// Requests off the wire. The first byte says after how many bytes the stream is cut in two: what is
// read must not depend on it. An empty line ends the stream, because a line that is refused as soon
// as it is there, when all comes at once, is otherwise looked at when the head is whole.

namespace atelier::fuzz {
namespace {

using api::RequestParser;
using Step = RequestParser::Step;

api::ServerOptions const& options() {
    static auto const made = [] {
        api::ServerOptions limits;
        limits.body_limit = 512;
        return limits;
    }();
    return made;
}

/// What one request comes to, in words that can be compared.
std::string in_words(Step step, RequestParser& parser) {
    if (step == Step::refused) {
        auto const& refusal = parser.refusal();
        require(refusal.status >= 400 && refusal.status < 500, "a refusal is no client error");
        require(!refusal.message.empty(), "a refusal has no reason");
        return "refused " + std::to_string(refusal.status) + '\n';
    }
    auto const& request = parser.request();
    require(request.path.starts_with('/') || request.path == "*", "a path begins nowhere");
    require(request.path.size() + request.query.size() <= api::target_limit, "a long target");
    require(request.headers.size() <= api::header_count_limit, "too many headers");
    require(request.body.size() <= options().body_limit, "a body beyond the limit");
    std::string text = request.method + ' ' + request.path + '?' + request.query + '\n';
    for (auto const& [name, value] : request.headers) text += name + ':' + value + '\n';
    return text + (parser.keep_alive() ? "keep " : "close ") + request.body + '\n';
}

/// Every request of a stream that comes in two parts, until one is refused.
std::string read_stream(std::string_view first, std::string_view second) {
    RequestParser parser{options()};
    std::string seen;
    std::string waiting;
    parser.begin();
    for (auto const part : {first, second}) {
        waiting += part;
        while (true) {
            std::size_t taken = 0;
            auto const step = parser.feed(waiting, taken);
            require(taken <= waiting.size(), "more is taken than there is");
            waiting.erase(0, taken);
            if (step == Step::head_done) continue;
            if (step == Step::need_more) break;
            seen += in_words(step, parser);
            if (step == Step::refused) return seen;
            parser.begin();
            if (waiting.empty()) break;
        }
    }
    return seen;
}

}  // namespace

void try_input(std::string_view bytes) {
    Input input{bytes};
    auto const cut = input.byte();
    auto const text = std::string{input.rest()} + "\r\n\r\n";
    std::string_view const stream{text};
    auto const place = cut % stream.size();
    auto const whole = read_stream(stream, {});
    auto const parted = read_stream(stream.substr(0, place), stream.substr(place));
    require(whole == parted, "a request depends on how its bytes arrive");
}

}  // namespace atelier::fuzz
