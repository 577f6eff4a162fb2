#include <doctest/doctest.h>
#include <zlib.h>

#include "api/http/gzip.hpp"

using namespace atelier::api;

namespace {

std::string inflated(std::string const& compressed, std::size_t expected_size) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string result(expected_size + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    result.resize(stream.total_out);
    inflateEnd(&stream);
    return result;
}

}  // namespace

TEST_CASE("what gzip makes, zlib reads, whatever was compressed before it") {
    std::string noise;
    for (unsigned i = 0; i < 100'000; ++i) noise += static_cast<char>(i * i * 2654435761u >> 24);
    for (std::string const& text : {std::string(5000, 'a'), noise, std::string(), noise}) {
        for (int const level : {1, 4, 4, 9}) {
            CHECK(inflated(gzip(text, level), text.size()) == text);
        }
    }
}

TEST_CASE("gzip is accepted when it is named and not refused") {
    for (auto const* header : {"gzip", "deflate, gzip;q=0.5", "GZIP", "br, x-gzip", "*", " gzip ",
                               "gzip; q=1.0", "*;q=0, gzip"}) {
        CAPTURE(header);
        CHECK(accepts_gzip(header));
    }
    for (auto const* header : {"", "br", "gzip;q=0", "gzip; Q=0.000", "*;q=0", "*, gzip;q=0",
                               "identity", "gzipped", ",", ";"}) {
        CAPTURE(header);
        CHECK_FALSE(accepts_gzip(header));
    }
}
