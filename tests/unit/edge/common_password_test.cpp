#include "api/auth/common_password.hpp"

#include <doctest/doctest.h>

using atelier::api::is_common_password;

TEST_CASE("the commonest passwords, patterns and repeats are known") {
    for (auto const* password :
         {"1234567890", "qwertyuiop", "password123", "Password123", "basketball", "aaaaaaaaaa",
          "abcdefghij", "letmein123", "football12", "passwordpassword"}) {
        CAPTURE(password);
        CHECK(is_common_password(password));
    }
}

TEST_CASE("what takes longer to guess is not common") {
    for (auto const* password : {"correct horse battery", "long enough it is", "harbour master",
                                 "kx7!Pq2#vLm9", "ключ 🔑 ключ и замок"}) {
        CAPTURE(password);
        CHECK_FALSE(is_common_password(password));
    }
}

TEST_CASE("a password of any length and of any bytes is judged") {
    CHECK(is_common_password(std::string(256, 'a')));
    CHECK(is_common_password(""));
    std::string every;
    for (int byte = 1; byte < 256; ++byte) every += static_cast<char>(byte);
    CHECK_FALSE(is_common_password(every));
}
