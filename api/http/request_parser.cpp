#include "api/http/request_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

#include "api/http/request_id.hpp"

namespace atelier::api {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;
using StdView = std::string_view;

/// Memory set aside on the word of a client; beyond it the body grows as it arrives.
constexpr std::size_t trusted_body_reserve = 64 * 1024;

StdView plain(string_view text) { return {text.data(), text.size()}; }

/// Beast finds the tokens; what is a limit, a contradiction or a header is decided here.
class Parser final : public http::basic_parser<true> {
public:
    explicit Parser(ServerOptions const& options) : options_(options) {
        header_limit(static_cast<std::uint32_t>(header_bytes_limit));
        body_limit(options.body_limit);
    }

    Request request;
    std::optional<Refusal> refusal;
    bool http_1_0 = false;
    bool expects_continue = false;
    bool websocket_upgrade = false;
    bool head_done = false;

    /// Of the request line, the headers and the trailers parsed so far.
    std::size_t line_bytes() const { return line_bytes_ + request.target.size(); }

    Refusal refusal_for(error_code const& error) const {
        if (refusal) return *refusal;
        if (error == http::error::body_limit) {
            return {413, "payload_too_large",
                    fmt::format("The body is longer than the {} bytes allowed here.", limit_)};
        }
        if (error == http::error::header_limit || error == http::error::buffer_overflow) {
            return request.method.empty() ? target_too_long() : headers_too_large();
        }
        return {400, "malformed_request",
                fmt::format("The request is not valid HTTP/1.1: {}.", error.message())};
    }

private:
    static Refusal target_too_long() {
        return {414, "uri_too_long",
                fmt::format("The request target is longer than {} bytes.", target_limit)};
    }

    static Refusal headers_too_large() {
        return {431, "headers_too_large",
                fmt::format("The headers are more than {} or longer than {} bytes.",
                            header_count_limit, header_bytes_limit)};
    }

    void refuse(Refusal why, error_code& error) {
        refusal = std::move(why);
        error = make_error_code(http::error::bad_value);
    }

    void refuse_as_malformed(std::string message, error_code& error) {
        refuse({400, "malformed_request", std::move(message)}, error);
    }

    void on_request_impl(http::verb, string_view method, string_view target, int version,
                         error_code& error) override {
        request.method = plain(method);
        request.target = plain(target);
        http_1_0 = version < 11;
        if (target.size() > target_limit) return refuse(target_too_long(), error);
        if (!split_target()) {
            return refuse_as_malformed("The request target is neither a path nor a URL.", error);
        }
        if (options_.body_limit_of) limit_ = options_.body_limit_of(request.method, request.path);
        body_limit(limit_);
    }

    /// RFC 9112 §3.2: origin form, absolute form (whose authority adds nothing here), or "*".
    bool split_target() {
        StdView rest = request.target;
        if (auto const scheme = rest.find("://"); !rest.starts_with('/') && scheme != rest.npos) {
            rest.remove_prefix(scheme + 3);
            rest.remove_prefix(std::min(rest.find_first_of("/?"), rest.size()));
        } else if (rest == "*" && request.method == "OPTIONS") {
            request.path = rest;
            return true;
        } else if (!rest.starts_with('/')) {
            return false;
        }
        if (rest.find('#') != rest.npos) return false;
        auto const question = rest.find('?');
        request.path = rest.substr(0, question);
        if (request.path.empty()) request.path = "/";
        if (question != rest.npos) request.query = rest.substr(question + 1);
        return true;
    }

    void on_field_impl(http::field field, string_view name, string_view value,
                       error_code& error) override {
        line_bytes_ += name.size() + value.size() + 4;
        if (request.headers.size() + (head_done ? 0 : 1) > header_count_limit ||
            line_bytes() > header_bytes_limit) {
            return refuse(headers_too_large(), error);
        }
        if (head_done) return;
        if (field == http::field::host) ++hosts_;
        if (field == http::field::upgrade && equals_ignoring_case(plain(value), "websocket")) {
            websocket_upgrade = true;
        }
        // Anything but plain "chunked" would leave the handler with a body that it cannot read,
        // or two servers in a row with two ideas of where it ends.
        if (field == http::field::transfer_encoding &&
            (http_1_0 || !equals_ignoring_case(plain(value), "chunked"))) {
            return refuse_as_malformed("The only Transfer-Encoding understood is chunked.", error);
        }
        if (field == http::field::expect && !http_1_0) {
            expects_continue = equals_ignoring_case(plain(value), "100-continue");
            if (!expects_continue) {
                return refuse(
                    {417, "expectation_failed", "The only expectation understood is 100-continue."},
                    error);
            }
        }
        request.headers.emplace_back(plain(name), plain(value));
    }

    void on_header_impl(error_code& error) override {
        if (http_1_0 ? hosts_ > 1 : hosts_ != 1) {
            return refuse_as_malformed("The request needs exactly one Host header.", error);
        }
        head_done = true;
        admit(content_length().value_or(0), error);
    }

    /// A large body is let in before memory is spent on it.
    void admit(std::uint64_t size, error_code& error) {
        if (size <= options_.body_limit || request.permit || !options_.admit_large_body) return;
        request.id = request_id_of(request.headers);
        auto permit = options_.admit_large_body(request);
        if (permit) {
            request.permit = std::move(*permit);
        } else {
            refuse({permit.error().status, {}, {}, std::move(permit.error())}, error);
        }
    }

    void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code&) override {
        auto const announced = length.value_or(0);
        request.body.reserve(std::min<std::uint64_t>(announced, trusted_body_reserve));
    }

    std::size_t on_body_impl(string_view text, error_code&) override {
        request.body.append(text.data(), text.size());
        return text.size();
    }

    std::size_t on_chunk_body_impl(std::uint64_t, string_view text, error_code& error) override {
        admit(request.body.size() + text.size(), error);
        if (error) return 0;
        request.body.append(text.data(), text.size());
        return text.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_finish_impl(error_code&) override {}

    ServerOptions const& options_;
    std::size_t limit_ = options_.body_limit;
    std::size_t line_bytes_ = 0;
    int hosts_ = 0;
};

}  // namespace

struct RequestParser::Impl {
    explicit Impl(ServerOptions const& options) : options(options) {}

    ServerOptions const& options;
    std::optional<Parser> parser;
    Refusal refusal;

    Step refuse(error_code const& error) {
        refusal = parser->refusal_for(error);
        return Step::refused;
    }
};

RequestParser::RequestParser(ServerOptions const& options)
    : impl_(std::make_unique<Impl>(options)) {
    begin();
}

RequestParser::~RequestParser() = default;

void RequestParser::begin() { impl_->parser.emplace(impl_->options); }

RequestParser::Step RequestParser::feed(std::string_view bytes, std::size_t& taken) {
    Parser& parser = *impl_->parser;
    taken = 0;
    while (true) {
        auto const rest = bytes.substr(taken);
        bool const had_head = parser.head_done;
        error_code error;
        taken += parser.put({rest.data(), rest.size()}, error);
        if (error == http::error::need_more) {
            // What waits is lines: of the head, or the head of a chunk, or the trailers.
            auto const waiting = bytes.size() - taken;
            if (waiting + parser.line_bytes() < header_bytes_limit) return Step::need_more;
            error = make_error_code(http::error::header_limit);
        }
        if (error) return impl_->refuse(error);
        if (parser.is_done()) return Step::complete;
        if (parser.head_done && !had_head) return Step::head_done;
        if (taken == bytes.size()) return Step::need_more;
    }
}

Request& RequestParser::request() { return impl_->parser->request; }
Refusal const& RequestParser::refusal() const { return impl_->refusal; }
bool RequestParser::keep_alive() const { return impl_->parser->keep_alive(); }
bool RequestParser::is_http_1_0() const { return impl_->parser->http_1_0; }
bool RequestParser::expects_continue() const { return impl_->parser->expects_continue; }
bool RequestParser::wants_upgrade() const {
    return impl_->parser->websocket_upgrade && impl_->parser->upgrade();
}

}  // namespace atelier::api
