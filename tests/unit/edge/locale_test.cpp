#include "api/core/locale.hpp"

#include <doctest/doctest.h>

#include "api/core/time_zone_name.hpp"

using atelier::api::Locale;
using atelier::api::TimeZoneName;

TEST_CASE("language tags that are well-formed are kept as they are") {
    for (auto const* tag : {"en", "de", "en-GB", "zh-Hant-TW", "es-419", "sl-rozaj-biske",
                            "de-CH-1901", "de-DE-u-co-phonebk", "ast", "zh-cmn-Hans-CN",
                            "en-a-bb-x-a-ccc", "EN-us", "qaa-Qaaa-QM"}) {
        CAPTURE(tag);
        REQUIRE(Locale::from_text(tag).has_value());
        CHECK(Locale::from_text(tag)->value == tag);
    }
}

TEST_CASE("what is no language tag is refused") {
    for (auto const* tag :
         {"", "e", "en_GB", "en-", "-en", "en--GB", "english language", "e1", "en-GB-", "en-a",
          "en-x", "x-private", "i-klingon", "de-419-DE", "en-GB-oed-abcdefghi", "dé",
          "en-u-co-phonebk-and-much-too-long-it-is"}) {
        CAPTURE(tag);
        CHECK_FALSE(Locale::from_text(tag).has_value());
    }
}

TEST_CASE("time zones are those of the IANA's database, links among them, in its spelling") {
    for (auto const* name : {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5",
                             "Asia/Calcutta", "Pacific/Chatham"}) {
        CAPTURE(name);
        CHECK(TimeZoneName::from_text(name).has_value());
    }
    for (auto const* name : {"", "utc", "europe/berlin", "Europe/Atlantis", "posix/Europe/Berlin",
                             "right/UTC", "localtime", "../../etc/passwd", "/etc/passwd",
                             "tzdata.zi", "Europe", "Europe/Berlin "}) {
        CAPTURE(name);
        CHECK_FALSE(TimeZoneName::from_text(name).has_value());
    }
}
