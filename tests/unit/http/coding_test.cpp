#include "api/http/coding.hpp"

#include <brotli/decode.h>
#include <doctest/doctest.h>

using namespace atelier::api;

namespace {

std::string unpacked(std::string const& packed, std::size_t expected_size) {
    std::string result(expected_size + 1, '\0');
    std::size_t size = result.size();
    auto const outcome =
        BrotliDecoderDecompress(packed.size(), reinterpret_cast<std::uint8_t const*>(packed.data()),
                                &size, reinterpret_cast<std::uint8_t*>(result.data()));
    CHECK(outcome == BROTLI_DECODER_RESULT_SUCCESS);
    result.resize(size);
    return result;
}

}  // namespace

TEST_CASE("what brotli makes, its decoder reads") {
    std::string noise;
    for (unsigned i = 0; i < 100'000; ++i) noise += static_cast<char>(i * i * 2654435761u >> 24);
    for (std::string const& text : {std::string(5'000, 'a'), noise, std::string(), noise}) {
        for (int const quality : {0, 3, 9}) {
            CHECK(unpacked(brotli(text, quality), text.size()) == text);
        }
    }
    CHECK(encode(Coding::brotli, std::string(5'000, 'a')).size() < 100);
    CHECK(encode(Coding::identity, noise) == noise);
}

TEST_CASE("a text that many answers share is compressed once for each coding") {
    Encodings encodings;
    std::string const text(5'000, 'a');
    auto const made = encodings.of(text, Coding::brotli);
    CHECK(unpacked(*made, text.size()) == text);
    CHECK(encodings.of(text, Coding::brotli) == made);
    CHECK(*encodings.of(text, Coding::gzip) == encode(Coding::gzip, text));
    CHECK(encodings.of(text, Coding::brotli) == made);
}

TEST_CASE("brotli comes before gzip, where it is not refused") {
    for (auto const* header : {"br", "gzip, br", "br;q=0.1, gzip", "*", "deflate, BR"}) {
        CAPTURE(header);
        CHECK(coding_for(header) == Coding::brotli);
    }
    for (auto const* header : {"gzip", "gzip, br;q=0", "x-gzip, deflate", "*, br;q=0"}) {
        CAPTURE(header);
        CHECK(coding_for(header) == Coding::gzip);
    }
    for (auto const* header : {"", "identity", "brotli", "br;q=0", "*;q=0", "gzip;q=0,br;q=0"}) {
        CAPTURE(header);
        CHECK(coding_for(header) == Coding::identity);
    }
}
