#include "api/core/metrics.hpp"

#include <doctest/doctest.h>

using namespace atelier::api;
using namespace std::chrono_literals;

namespace {

bool has_line(std::string const& text, std::string const& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("requests are counted by route, method and status, and by how long they took") {
    Metrics metrics;
    metrics.count("/tasks/{task}", "GET", 200, 3ms);
    metrics.count("/tasks/{task}", "GET", 200, 30ms);
    metrics.count("/tasks/{task}", "GET", 404, 1ms);
    auto const text = metrics.text({});
    auto const name = std::string{"atelier_http_request_duration_seconds"};
    CHECK(has_line(text, "# TYPE " + name + " histogram"));
    auto const labels = std::string{R"(method="GET",route="/tasks/{task}",status="200")"};
    CHECK(has_line(text, name + "_count{" + labels + "} 2"));
    CHECK(has_line(text, name + "_bucket{" + labels + R"(,le="0.005"} 1)"));
    CHECK(has_line(text, name + "_bucket{" + labels + R"(,le="+Inf"} 2)"));
    CHECK(has_line(text, name + R"(_count{method="GET",route="/tasks/{task}",status="404"} 1)"));
}

TEST_CASE("figures of one name are one family") {
    Metrics metrics;
    auto const text = metrics.text({{"a_total", "A.", 3, {}, true},
                                    {"b", "B.", 1, {{"model", "board"}}},
                                    {"b", "B.", 2, {{"model", "task\"s"}}}});
    CHECK(has_line(text, "# TYPE a_total counter"));
    CHECK(has_line(text, "a_total 3"));
    CHECK(has_line(text, "# TYPE b gauge"));
    CHECK(has_line(text, R"(b{model="board"} 1)"));
    CHECK(has_line(text, R"(b{model="task\"s"} 2)"));
    CHECK(text.find("# TYPE b gauge") == text.rfind("# TYPE b gauge"));
}
