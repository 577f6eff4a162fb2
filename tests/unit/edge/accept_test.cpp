#include "api/core/accept.hpp"

#include <doctest/doctest.h>

using atelier::api::accepts_type;

TEST_CASE("a type is accepted by its name, its family, by anything, and by saying nothing") {
    for (auto const* header :
         {"", "  ", "*/*", "application/json", "APPLICATION/Json", "application/*",
          "text/html, application/json;q=0.5", "text/html,*/*;q=0.1", "application/json;v=1",
          " application/json ;q=1 ", "text/*;q=0, */*"}) {
        CAPTURE(header);
        CHECK(accepts_type(header, "application/json"));
    }
}

TEST_CASE("another type is not accepted, nor one of weight 0") {
    for (auto const* header : {"text/html", "application/xml", "text/*", "application/json;q=0",
                               "application/json; q=0.000", "application/jsonp", "json", ",",
                               "application/*;q=0,text/html"}) {
        CAPTURE(header);
        CHECK_FALSE(accepts_type(header, "application/json"));
    }
}

TEST_CASE("the most specific range decides") {
    CHECK_FALSE(accepts_type("*/*, application/json;q=0", "application/json"));
    CHECK(accepts_type("*/*;q=0, application/json", "application/json"));
    CHECK_FALSE(accepts_type("application/*;q=0, */*", "application/json"));
    CHECK(accepts_type("application/*;q=0, application/json;q=0.1", "application/json"));
}

TEST_CASE("parameters of the type itself do not matter") {
    CHECK(accepts_type("text/plain", "text/plain; version=0.0.4; charset=utf-8"));
    CHECK_FALSE(accepts_type("text/html", "text/plain; version=0.0.4"));
}
