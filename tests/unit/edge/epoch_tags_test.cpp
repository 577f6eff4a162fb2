#include "api/core/epoch_tags.hpp"

#include <doctest/doctest.h>

namespace atelier::api {
namespace {

eventstore::LogEpoch const first{"11111111-0000-4000-8000-000000000000", true};
eventstore::LogEpoch const restored{"2a2a2a2a-0000-4000-8000-000000000000", false};

std::string taken(char const* name, std::string value, eventstore::LogEpoch const& epoch) {
    Request request;
    request.headers = {{name, std::move(value)}};
    take_tags(request, epoch);
    return request.headers.front().second;
}

std::string marked(std::string tag, eventstore::LogEpoch const& epoch) {
    Response response;
    response.headers = {{"ETag", std::move(tag)}};
    mark_tag(response, epoch);
    return response.headers.front().second;
}

}  // namespace

TEST_CASE("in the first epoch of a log tags are as they are") {
    CHECK(marked("\"7\"", first) == "\"7\"");
    CHECK(taken("If-Match", "\"7\"", first) == "\"7\"");
    CHECK_MESSAGE(taken("If-Match", "\"7-2a2a2a2a\"", first) == "\"0\"",
                  "a version of another epoch never was");
}

TEST_CASE("after a restore a tag bears a mark, and comes back without it") {
    CHECK(marked("\"7\"", restored) == "\"7-2a2a2a2a\"");
    CHECK(taken("if-match", "\"7-2a2a2a2a\"", restored) == "\"7\"");
    CHECK(taken("If-None-Match", "W/\"7-2a2a2a2a\", \"9-2a2a2a2a\"", restored) == "W/\"7\", \"9\"");
}

TEST_CASE("after a restore a version of before is one that never was") {
    CHECK(taken("If-Match", "\"7\"", restored) == "\"0\"");
    CHECK(taken("If-Match", "\"7-11111111\"", restored) == "\"0\"");
    CHECK(taken("If-None-Match", "\"7\", \"8-2a2a2a2a\"", restored) ==
          "\"of another epoch\", \"8\"");
}

TEST_CASE("what is no version of ours is left for others to judge") {
    for (auto const* text : {"*", "\"x\"", "7", "\"7", ""}) {
        CHECK(taken("If-Match", text, restored) == text);
    }
    CHECK(taken("If-Modified-Since", "\"7\"", restored) == "\"7\"");
}

}  // namespace atelier::api
