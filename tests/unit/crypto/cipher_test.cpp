#include "eventstore/crypto/cipher.hpp"

#include <doctest/doctest.h>

#include "tests/unit/crypto/samples.hpp"

namespace atelier::crypto {

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
    CHECK(hex_encode(sha256("")) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex_encode(sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("HMAC-SHA-256 gives the values of RFC 4231") {
    SUBCASE("test case 1") {
        auto key = key_from_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
        CHECK(hex_encode(hmac_sha256(key, "Hi There")) ==
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }
    SUBCASE("test case 2") {
        auto key = key_from_hex(hex_encode("Jefe"));
        CHECK(hex_encode(hmac_sha256(key, "what do ya want for nothing?")) ==
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
    SUBCASE("test case 3") {
        auto key = key_from_hex("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        CHECK(hex_encode(hmac_sha256(key, std::string(50, '\xdd'))) ==
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    }
}

TEST_CASE("HKDF expands the key of RFC 5869 test case 1 to the first 32 bytes given there") {
    auto key = key_from_hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    CHECK(hex_encode(hkdf(key, unhex("f0f1f2f3f4f5f6f7f8f9"))) ==
          "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

TEST_CASE("HKDF gives other keys for other purposes and the same for the same") {
    auto key = random_key();
    CHECK(hkdf(key, "cursors") == hkdf(key, "cursors"));
    CHECK(hkdf(key, "cursors") != hkdf(key, "tokens"));
    CHECK(hkdf(key, "") != key);
}

TEST_CASE("open reads AES-256-GCM test case 16 of the GCM specification") {
    auto key = key_from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    auto sealed = unhex(
        "cafebabefacedbaddecaf888"
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b");
    auto plain = open(key, sealed, unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
    REQUIRE(plain.has_value());
    CHECK(hex_encode(*plain) ==
          "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
}

TEST_CASE("open gives back what was sealed, of any length") {
    auto key = random_key();
    for (std::size_t size : {0, 1, 15, 16, 17, 1000, 1 << 20}) {
        std::string plain(size, 'x');
        auto sealed = seal(key, plain, "person 7");
        CHECK(sealed.size() == size + sealing_overhead_bytes);
        CHECK(open(key, sealed, "person 7") == plain);
    }
    CHECK(open(key, seal(key, "nobody's", ""), {}) == "nobody's");
}

TEST_CASE("the same text is sealed differently every time") {
    auto key = random_key();
    CHECK(seal(key, "same", "") != seal(key, "same", ""));
}

TEST_CASE("a sealed text with any bit changed is not opened") {
    auto key = random_key();
    auto sealed = seal(key, "Ada Lovelace", "person 7");
    for (std::size_t byte = 0; byte < sealed.size(); ++byte) {
        for (int bit = 0; bit < 8; ++bit) {
            CHECK_FALSE(open(key, flip_bit(sealed, byte, bit), "person 7").has_value());
        }
    }
}

TEST_CASE("a sealed text cut short or continued is not opened") {
    auto key = random_key();
    auto sealed = seal(key, "Ada", "");
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        CHECK_FALSE(open(key, sealed.substr(0, size), "").has_value());
    }
    CHECK_FALSE(open(key, sealed + '\0', "").has_value());
}

TEST_CASE("a sealed text is not opened with another key or for another person") {
    auto key = random_key();
    auto sealed = seal(key, "Ada Lovelace", "person 7");
    CHECK_FALSE(open(random_key(), sealed, "person 7").has_value());
    CHECK_FALSE(open(key, sealed, "person 8").has_value());
    CHECK_FALSE(open(key, sealed, "").has_value());
}

TEST_CASE("texts are equal in constant time exactly when they are equal") {
    CHECK(equal_in_constant_time("", ""));
    CHECK(equal_in_constant_time("secret", "secret"));
    CHECK_FALSE(equal_in_constant_time("secret", "secreT"));
    CHECK_FALSE(equal_in_constant_time("secret", "secret "));
    CHECK_FALSE(equal_in_constant_time("", "s"));
}

TEST_CASE("hex writes lower case and reads both cases") {
    CHECK(hex_encode(std::string_view("\x00\x0f\xf0\xff", 4)) == "000ff0ff");
    CHECK(hex_decode("00fF") == std::string("\x00\xff", 2));
    CHECK(hex_decode("") == "");
}

TEST_CASE("hex refuses an odd number of digits and anything that is no digit") {
    for (auto text : {"0", "0g", "g0", " 0", "0x", "00 ", "/0", ":0", "@0", "`0"}) {
        CHECK_FALSE(hex_decode(text).has_value());
    }
}

TEST_CASE("a wiped key is all zeros") {
    auto key = random_key();
    wipe(key);
    CHECK(key == Key{});
}

}  // namespace atelier::crypto
