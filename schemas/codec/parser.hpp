#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "schemas/codec/value.hpp"

namespace atelier::codec {

/// simdjson's DOM parser, kept out of headers. A new text ends the values of the one before.
class Parser {
public:
    Parser();
    ~Parser();
    Parser(Parser const&) = delete;
    Parser& operator=(Parser const&) = delete;

    /// The text is copied. The error is a whole sentence part: "is not valid JSON: …".
    std::expected<Value, std::string> parse(std::string_view text);
    Value root() const;

private:
    struct Simdjson;
    std::unique_ptr<Simdjson> simdjson_;
};

/// The calling thread's parser, for the time of one reading; a reading inside a reading gets one of
/// its own. After a text longer than `kept_capacity` its memory is given back.
class ParserLease {
public:
    static constexpr std::size_t kept_capacity = 1 << 20;

    ParserLease();
    ~ParserLease();
    ParserLease(ParserLease const&) = delete;
    ParserLease& operator=(ParserLease const&) = delete;

    std::expected<Value, std::string> parse(std::string_view text);

private:
    std::unique_ptr<Parser> parser_;
    bool is_kept_ = true;
};

}  // namespace atelier::codec
