#include "api/http/coding.hpp"

#include <brotli/encode.h>

#include <stdexcept>

#include "api/http/gzip.hpp"
#include "api/http/server.hpp"

namespace atelier::api {

Coding coding_for(std::string_view accept_encoding) {
    if (accept_encoding.empty()) return Coding::identity;
    if (accepts_coding(accept_encoding, "br")) return Coding::brotli;
    return accepts_gzip(accept_encoding) ? Coding::gzip : Coding::identity;
}

std::string_view name_of(Coding coding) {
    switch (coding) {
        case Coding::identity:
            return "";
        case Coding::gzip:
            return "gzip";
        case Coding::brotli:
            return "br";
    }
    return "";
}

std::string encode(Coding coding, std::string_view text) {
    switch (coding) {
        case Coding::identity:
            break;
        case Coding::gzip:
            return gzip(text, compression_level);
        case Coding::brotli:
            return brotli(text, brotli_quality);
    }
    return std::string{text};
}

std::shared_ptr<std::string const> Encodings::of(std::string_view text, Coding coding) {
    std::lock_guard const lock{mutex_};
    auto& made = made_[coding];
    if (!made) made = std::make_shared<std::string const>(encode(coding, text));
    return made;
}

std::string brotli(std::string_view text, int quality) {
    auto size = BrotliEncoderMaxCompressedSize(text.size());
    if (size == 0) throw std::length_error("brotli: the text is too long");
    std::string result(size, '\0');
    auto const done =
        BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                              reinterpret_cast<std::uint8_t const*>(text.data()), &size,
                              reinterpret_cast<std::uint8_t*>(result.data()));
    if (done != BROTLI_TRUE) throw std::runtime_error("brotli: the text cannot be compressed");
    result.resize(size);
    return result;
}

}  // namespace atelier::api
