#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace atelier::api {

/// One figure as it is when somebody asks, for the exposition.
struct Figure {
    std::string name;  ///< Prometheus: unit last, `_total` where it only grows
    std::string help;
    double value = 0;
    std::map<std::string, std::string> labels{};
    bool is_counter = false;
};

/// What a node counts of the requests that it answers, over prometheus-cpp. Thread-safe.
class Metrics {
public:
    Metrics();
    ~Metrics();

    /// `route` is the template of the path ("/tasks/{task}"), so that labels stay few.
    void count(std::string const& route, std::string const& method, int status,
               std::chrono::steady_clock::duration took);

    /// Prometheus's text format 0.0.4: what was counted, and `figures`; those of one name must
    /// stand together.
    std::string text(std::vector<Figure> const& figures) const;

private:
    struct Registry;
    std::unique_ptr<Registry> registry_;
};

inline constexpr auto metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace atelier::api
