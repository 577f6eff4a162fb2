#include "api/http/url.hpp"

#include "api/http/utf8.hpp"

namespace atelier::api {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::expected<std::string, std::string> decode(std::string_view text, bool plus_is_space) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            result += ' ';
        } else if (text[i] != '%') {
            result += text[i];
        } else {
            int const high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            int const low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::unexpected("'%' must be followed by two hexadecimal digits");
            }
            result += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (result.find('\0') != std::string::npos) return std::unexpected("NUL is not allowed");
    if (!is_utf8(result)) return std::unexpected("the decoded text must be UTF-8");
    return result;
}

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/// Calls `each` for every piece between separators, of which there is always at least one.
template <class Each>
bool for_each_piece(std::string_view text, char separator, Each each) {
    while (true) {
        auto const end = text.find(separator);
        if (!each(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::expected<std::string, std::string> percent_decode(std::string_view text) {
    return decode(text, false);
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    result.reserve(text.size());
    for (char const c : text) {
        if (is_unreserved(c)) {
            result += c;
        } else {
            auto const byte = static_cast<unsigned char>(c);
            result += '%';
            result += digits[byte >> 4];
            result += digits[byte & 15];
        }
    }
    return result;
}

std::expected<std::vector<std::string>, std::string> split_path(std::string_view path) {
    if (path.empty() || path.front() != '/') return std::unexpected("the path must start with '/'");
    path.remove_prefix(1);
    std::vector<std::string> segments;
    if (path.empty()) return segments;
    std::string problem;
    for_each_piece(path, '/', [&](std::string_view piece) {
        auto segment = decode(piece, false);
        if (!segment) {
            problem = "the path is malformed: " + segment.error();
        } else if (*segment == "." || *segment == "..") {
            problem = "the path must not contain '.' or '..' segments";
        } else {
            segments.push_back(std::move(*segment));
        }
        return problem.empty();
    });
    if (!problem.empty()) return std::unexpected(std::move(problem));
    return segments;
}

std::expected<QueryParameters, std::string> parse_query(std::string_view query) {
    QueryParameters parameters;
    if (query.empty()) return parameters;
    std::string problem;
    for_each_piece(query, '&', [&](std::string_view piece) {
        auto const equals = piece.find('=');
        auto name = decode(piece.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::string{}
                                                      : decode(piece.substr(equals + 1), true);
        if (!name || !value) {
            problem = "the query is malformed: " + (name ? value.error() : name.error());
        } else if (name->empty()) {
            problem = "the query has a parameter without a name";
        } else {
            parameters.emplace_back(std::move(*name), std::move(*value));
        }
        return problem.empty();
    });
    if (!problem.empty()) return std::unexpected(std::move(problem));
    return parameters;
}

std::string const* find_parameter(QueryParameters const& parameters, std::string_view name) {
    for (auto const& [key, value] : parameters) {
        if (key == name) return &value;
    }
    return nullptr;
}

}  // namespace atelier::api
