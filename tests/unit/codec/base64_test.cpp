#include <doctest/doctest.h>

#include "schemas/codec/base64.hpp"

using namespace atelier::codec;

TEST_CASE("base64 of the test vectors of RFC 4648") {
    std::vector<std::pair<std::string, std::string>> const vectors{{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
    for (auto const& [bytes, text] : vectors) {
        CHECK(base64_encode(bytes) == text);
        CHECK(base64_decode(text) == bytes);
        auto const unpadded = text.substr(0, text.find('='));
        CHECK(base64url_encode(bytes) == unpadded);
        CHECK(base64url_decode(unpadded) == bytes);
    }
}

TEST_CASE("the two alphabets differ in their last two characters only") {
    std::string const bytes = "\xFB\xFF\xBF";
    CHECK(base64_encode(bytes) == "+/+/");
    CHECK(base64url_encode(bytes) == "-_-_");
    CHECK(base64_decode("-_-_") == std::nullopt);
    CHECK(base64url_decode("+/+/") == std::nullopt);
}

TEST_CASE("all bytes come back whatever the length") {
    std::string bytes;
    for (int i = 0; i < 700; ++i) {
        bytes += static_cast<char>(i * 37 + i / 256);
        CHECK(base64_decode(base64_encode(bytes)) == bytes);
        CHECK(base64url_decode(base64url_encode(bytes)) == bytes);
    }
}

TEST_CASE("base64 that encoding would not have written is refused") {
    for (auto text : {"Z", "Zg", "Zg=", "Zg===", "====", "=", "Zm9v=", "Z===", "Zh==", "Zm9=",
                      "Zm 8=", "Zm8=\n", "Zg==Zg==", "Zm9v====", "Z*8="}) {
        INFO(text);
        CHECK(base64_decode(text) == std::nullopt);
    }
    for (auto text : {"Z", "Zh", "Zm9", "Zg==", "Zm8=", "Zm 8", "Zm9vY"}) {
        INFO(text);
        CHECK(base64url_decode(text) == std::nullopt);
    }
}
