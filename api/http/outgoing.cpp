#include "api/http/outgoing.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "api/http/server.hpp"

namespace atelier::api {
namespace {

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 207:
            return "Multi-Status";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Unknown";
    }
}

/// A line break in a value would let its author write headers of their own.
void append_header(std::string& head, std::string_view name, std::string_view value) {
    auto const append_safely = [&](std::string_view text) {
        auto const start = head.size();
        head += text;
        std::replace_if(
            head.begin() + static_cast<std::ptrdiff_t>(start), head.end(),
            [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    };
    append_safely(name);
    head += ": ";
    append_safely(value);
    head += "\r\n";
}

bool is_compressible(std::string_view content_type) {
    auto const type = content_type.substr(0, content_type.find(';'));
    return type.starts_with("text/") || type == "application/json" || type.ends_with("+json") ||
           type == "application/javascript" || type == "application/x-ndjson" ||
           type.ends_with("xml") || type == "application/wasm";
}

/// Whether the answer differs with Accept-Encoding, so that caches must know.
bool may_be_compressed(Response const& response) {
    return response.content().size() >= compress_from_bytes &&
           is_compressible(response.content_type) && response.status != 206 &&
           find_header(response.headers, "Content-Encoding").empty();
}

void compress(Response& response, Coding coding) {
    if (response.shared_body && response.encodings) {
        response.shared_body = response.encodings->of(*response.shared_body, coding);
    } else {
        response.body = encode(coding, response.content());
        response.shared_body.reset();
    }
    response.headers.emplace_back("Content-Encoding", name_of(coding));
}

bool has_no_body(int status) { return status == 204 || status == 304; }

std::string format_head(Response const& response, AnswerContext const& context, bool varies) {
    std::string head;
    head.reserve(512);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status,
                   reason_of(response.status));
    head += "Server: atelier\r\nDate: ";
    head += http_date();
    head += "\r\n";
    append_header(head, "X-Request-Id", context.request_id);
    head +=
        "X-Content-Type-Options: nosniff\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "X-Frame-Options: DENY\r\n";
    if (find_header(response.headers, "Content-Security-Policy").empty()) {
        head += "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
    }
    if (context.is_secure) head += "Strict-Transport-Security: max-age=31536000\r\n";
    if (varies) head += "Vary: Accept-Encoding\r\n";
    for (auto const& [name, value] : response.headers) append_header(head, name, value);
    if (has_no_body(response.status)) return head;
    auto const content = response.content();
    if (!content.empty()) append_header(head, "Content-Type", response.content_type);
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", content.size());
    return head;
}

}  // namespace

Outgoing prepare(Response response, AnswerContext const& context) {
    bool const varies = may_be_compressed(response);
    if (varies && context.coding != Coding::identity) compress(response, context.coding);
    Outgoing outgoing;
    outgoing.head = format_head(response, context, varies);
    outgoing.without_body = context.is_head || has_no_body(response.status);
    outgoing.body = std::move(response.body);
    outgoing.shared_body = std::move(response.shared_body);
    return outgoing;
}

void finish_head(std::string& head, bool keep_alive, bool is_http_1_0) {
    if (!keep_alive) {
        head += "Connection: close\r\n";
    } else if (is_http_1_0) {
        head += "Connection: keep-alive\r\n";
    }
    head += "\r\n";
}

std::string_view http_date() {
    thread_local std::time_t second = 0;
    thread_local std::string text;
    std::time_t const now = std::time(nullptr);
    if (now != second) {
        second = now;
        text = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
    }
    return text;
}

}  // namespace atelier::api
