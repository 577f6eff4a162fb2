#include "api/docs/page.hpp"
#include "api/http/gzip.hpp"
#include "api/routes/routes.hpp"
#include "eventstore/codec/event_codec.hpp"

namespace atelier::api {
namespace {

/// Swagger UI sets styles on elements; scripts are files of ours only, and nothing is fetched from
/// elsewhere.
constexpr auto page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";
constexpr auto html = "text/html; charset=utf-8";
constexpr auto kept_for_a_day = "public, max-age=86400";
constexpr int smallest = 9;

/// A file that never changes, compressed once.
struct Fixed {
    std::string content_type;
    std::shared_ptr<std::string const> plain;
    std::shared_ptr<std::string const> zipped;

    Fixed(std::string_view type, std::string_view content)
        : content_type(type),
          plain(std::make_shared<std::string const>(content)),
          zipped(std::make_shared<std::string const>(gzip(content, smallest))) {}

    Response answer(Request const& request) const {
        bool const is_zipped = accepts_gzip(request.header("accept-encoding"));
        Response response{.content_type = content_type, .shared_body = is_zipped ? zipped : plain};
        response.headers.emplace_back("Cache-Control", kept_for_a_day);
        if (!is_zipped) return response;
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.headers.emplace_back("Vary", "Accept-Encoding");
        return response;
    }
};

RouteInfo info_of(std::string path, std::string summary, std::string_view content_type) {
    RouteInfo info{"GET", std::move(path), std::move(summary), "System", Permission::anyone};
    info.content_type = content_type;
    return info;
}

/// A file of the page. None is documented: they are no part of the API.
void add_file(Routes& routes, std::string_view name, std::string_view type,
              std::string_view content) {
    auto info = info_of("/docs/" + std::string{name}, "", type);
    info.is_documented = false;
    auto run = [type, content, name](Exchange exchange) {
        // One for each file: made when the first browser asks, in memory from then on.
        static std::map<std::string_view, Fixed> files;
        static std::mutex mutex;
        std::lock_guard const lock{mutex};
        auto const& file = files.try_emplace(name, type, content).first->second;
        exchange.reply(file.answer(exchange.request));
    };
    routes.push_back({std::move(info), run, {}});
}

void answer_page(Exchange exchange) {
    if (!docs_file("swagger-ui-bundle.js")) {
        return exchange.reply(failure(
            404, "not_found",
            "This program was built without its documentation page; the document is openapi.json.",
            exchange.request.id));
    }
    Response response{.content_type = html, .body = std::string{docs_page()}};
    response.headers.emplace_back("Content-Security-Policy", page_policy);
    exchange.reply(std::move(response));
}

void answer_schema(Exchange exchange) {
    static auto const types = eventstore::event_types();
    auto const& name = exchange.path_parameter("event");
    for (auto const& type : types) {
        if (type.name == name) return exchange.reply({.body = type.json_schema});
    }
    exchange.reply(not_found_response(exchange.request.id));
}

}  // namespace

Routes docs_routes() {
    Routes routes;
    routes.push_back(
        {info_of("/docs", "The API for people, in a browser", html), &answer_page, {}});
    for (auto const* name : {"swagger-ui.css", "swagger-ui-bundle.js"}) {
        if (auto const* file = docs_file(name))
            add_file(routes, file->name, file->content_type, file->content);
    }
    add_file(routes, "start.js", "text/javascript; charset=utf-8", docs_script());
    routes.push_back(
        {info_of("/schemas/{event}", "The JSON Schema of a type of event", "application/json"),
         &answer_schema,
         {}});
    return routes;
}

}  // namespace atelier::api
