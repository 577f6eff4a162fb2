#include <spdlog/spdlog.h>
#include <unistd.h>

#include <fstream>

#include "api/core/metrics.hpp"
#include "api/core/time_travel.hpp"
#include "api/live/hub.hpp"
#include "api/routes/routes.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

double resident_bytes() {
    std::ifstream file{"/proc/self/statm"};
    double size = 0;
    double resident = 0;
    file >> size >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Of this process, by what it has in memory.
std::vector<Figure> figures_of(Services& services) {
    auto const appended = services.engine.appender.figures();
    auto const live = services.hub.figures();
    auto const number = [](auto value) { return static_cast<double>(value); };
    return {
        {"atelier_append_batches_total",
         "Transactions that the appender sent",
         number(appended.batches),
         {},
         true},
        {"atelier_append_requests_total",
         "Requests in them; the quotient is the batch size",
         number(appended.requests),
         {},
         true},
        {"atelier_append_queue", "Requests that wait for the appender", number(appended.waiting)},
        {"atelier_database_pool_queue", "Jobs that wait for a thread of the database's pool",
         number(services.engine.pool.waiting())},
        {"atelier_past_queue", "Questions about the past that wait for a thread",
         number(services.time_travel.waiting())},
        {"atelier_password_queue", "Passwords that wait to be hashed",
         number(services.passwords.waiting())},
        {"atelier_live_connections", "Open live connections", number(live.clients)},
        {"atelier_live_topics", "Topics in memory", number(live.topics)},
        {"atelier_live_subscriptions", "Topics that connections follow",
         number(live.subscriptions)},
        {"atelier_live_lagging",
         "Of these, those whose connection takes nothing more: they get a snapshot when it does",
         number(live.lagging)},
        {"atelier_ready_answers_total",
         "Boards and tasks that were answered from memory, without the database",
         number(live.ready_answers),
         {},
         true},
        {"process_resident_memory_bytes", "Resident memory", resident_bytes()},
    };
}

void add_read_models(std::vector<Figure>& figures, eventstore::Connection& connection) {
    auto const rows = connection.run(sql::projection_measure_lag);
    auto const add = [&](char const* name, char const* help, int column) {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            figures.push_back({name,
                               help,
                               static_cast<double>(rows.integer(row, column)),
                               {{"read_model", rows.string(row, 0)}}});
        }
    };
    add("atelier_projection_lag_events", "Events that a read model is behind the log", 1);
    add("atelier_projection_parked_streams", "Streams that wait behind an event gone bad", 2);
}

void answer(SharedExchange const& exchange, std::vector<Figure> figures, bool has_database) {
    figures.push_back({"atelier_database_up", "Whether the database has answered just now",
                       has_database ? 1.0 : 0.0});
    exchange->reply(
        {.content_type = metrics_content_type, .body = exchange->services.metrics.text(figures)});
}

bool is_allowed(Exchange const& exchange) {
    switch (exchange.services.edge.metrics) {
        case MetricsAccess::any:
            return true;
        case MetricsAccess::loopback:
            return is_loopback(exchange.request.remote_address);
        case MetricsAccess::off:
            return false;
    }
    return false;
}

void answer_metrics(Exchange arrived) {
    if (!is_allowed(arrived)) return arrived.reply(not_found_response(arrived.request.id));
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    auto figures = figures_of(exchange->services);
    auto job = [exchange, figures](eventstore::Connection& connection) {
        auto all = figures;
        bool has_database = true;
        try {
            add_read_models(all, connection);
        } catch (eventstore::DatabaseError const& error) {
            spdlog::debug("metrics without read models: {}", error.what());
            if (error.state().empty()) connection.disconnect();
            has_database = false;
        }
        answer(exchange, std::move(all), has_database);
    };
    if (!exchange->services.engine.pool.post(std::move(job)))
        answer(exchange, std::move(figures), false);
}

}  // namespace

Routes metrics_routes() {
    RouteInfo info{"GET", "/metrics", "What the node counts, for Prometheus", "System",
                   Permission::anyone};
    info.content_type = metrics_content_type;
    Routes routes;
    routes.push_back({std::move(info), &answer_metrics, {}});
    return routes;
}

}  // namespace atelier::api
