#include "api/http/gzip.hpp"

#include <zlib.h>

#include <limits>
#include <new>
#include <stdexcept>

#include "api/http/message.hpp"

namespace atelier::api {
namespace {

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Whether the parameters of one coding say "q=0", "q=0.", "q=0.0"…
bool is_refused(std::string_view parameters) {
    auto const equals = parameters.find('=');
    if (equals == std::string_view::npos) return false;
    if (!equals_ignoring_case(trimmed(parameters.substr(0, equals)), "q")) return false;
    auto const weight = trimmed(parameters.substr(equals + 1));
    return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

/// zlib's 256 KiB of working memory, kept from one answer to the next of a thread.
class Deflater {
public:
    ~Deflater() {
        if (level_ != 0) deflateEnd(&stream_);
    }

    z_stream& prepare(int level) {
        constexpr int gzip_format = 15 + 16;
        if (level_ == level) {
            deflateReset(&stream_);
            return stream_;
        }
        if (level_ != 0) deflateEnd(&stream_);
        level_ = 0;
        stream_ = {};
        if (deflateInit2(&stream_, level, Z_DEFLATED, gzip_format, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::bad_alloc();
        }
        level_ = level;
        return stream_;
    }

private:
    z_stream stream_{};
    int level_ = 0;
};

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    // RFC 9110 §8.4.1.3: the old name counts as well.
    return accepts_coding(accept_encoding, "gzip", "x-gzip");
}

bool accepts_coding(std::string_view accept_encoding, std::string_view name,
                    std::string_view other_name) {
    bool any = false;
    while (!accept_encoding.empty()) {
        auto const comma = accept_encoding.find(',');
        auto const item = accept_encoding.substr(0, comma);
        auto const semicolon = item.find(';');
        auto const coding = trimmed(item.substr(0, semicolon));
        bool const allowed =
            semicolon == std::string_view::npos || !is_refused(item.substr(semicolon + 1));
        if (coding.empty()) {
            // Nothing between two commas.
        } else if (equals_ignoring_case(coding, name) || equals_ignoring_case(coding, other_name)) {
            return allowed;
        }
        if (coding == "*") any = allowed;
        if (comma == std::string_view::npos) break;
        accept_encoding.remove_prefix(comma + 1);
    }
    return any;
}

std::string gzip(std::string_view text, int level) {
    thread_local Deflater deflater;
    if (text.size() > std::numeric_limits<uInt>::max() / 2) {
        throw std::length_error("gzip: a text of 2 GiB or more");
    }
    z_stream& stream = deflater.prepare(level);
    std::string result(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    // The bound leaves room for all of it, so that one call always ends the stream.
    deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    return result;
}

}  // namespace atelier::api
