#include "api/core/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <shared_mutex>
#include <tuple>

namespace atelier::api {
namespace {

using Seconds = std::chrono::duration<double>;

prometheus::Histogram::BucketBoundaries const buckets{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
                                                      0.1,    0.2,   0.5,   1,     2,    5,    10};

prometheus::ClientMetric metric_of(Figure const& figure) {
    prometheus::ClientMetric metric;
    for (auto const& [name, value] : figure.labels) metric.label.push_back({name, value});
    if (figure.is_counter) {
        metric.counter.value = figure.value;
    } else {
        metric.gauge.value = figure.value;
    }
    return metric;
}

}  // namespace

struct Metrics::Registry {
    prometheus::Registry all;
    prometheus::Family<prometheus::Histogram>& requests =
        prometheus::BuildHistogram()
            .Name("atelier_http_request_duration_seconds")
            .Help("From the whole request to its answer, by route, method and status")
            .Register(all);
    using Key = std::tuple<std::string, std::string, int>;
    mutable std::shared_mutex mutex;
    std::map<Key, prometheus::Histogram*> known;

    prometheus::Histogram& of(std::string const& route, std::string const& method, int status) {
        Key key{route, method, status};
        {
            std::shared_lock const lock{mutex};
            if (auto const found = known.find(key); found != known.end()) return *found->second;
        }
        std::lock_guard const lock{mutex};
        auto& histogram = requests.Add(
            {{"route", route}, {"method", method}, {"status", std::to_string(status)}}, buckets);
        known[std::move(key)] = &histogram;
        return histogram;
    }
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

void Metrics::count(std::string const& route, std::string const& method, int status,
                    std::chrono::steady_clock::duration took) {
    registry_->of(route, method, status).Observe(Seconds{took}.count());
}

std::string Metrics::text(std::vector<Figure> const& figures) const {
    auto families = registry_->all.Collect();
    for (auto const& figure : figures) {
        if (families.empty() || families.back().name != figure.name) {
            families.push_back({figure.name,
                                figure.help,
                                figure.is_counter ? prometheus::MetricType::Counter
                                                  : prometheus::MetricType::Gauge,
                                {}});
        }
        families.back().metric.push_back(metric_of(figure));
    }
    return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace atelier::api
