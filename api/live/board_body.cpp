#include "api/live/board_body.hpp"

#include <algorithm>
#include <vector>

#include "api/core/envelope.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::api {
namespace {

struct Card {
    std::string rank;
    std::string const* id;
    std::string const* data;
};

struct OrderedColumn {
    std::int64_t order;
    std::string const* id;
    std::string const* data;
    std::vector<Card> cards;
};

}  // namespace

std::shared_ptr<std::string const> board_body(Entities const& entities, Position position,
                                              std::string const& swimlanes, Meta const& meta) {
    std::vector<OrderedColumn> columns;
    std::string project = "{}";
    std::string labels;
    for (auto const& [key, data] : entities) {
        if (key.first == "status") {
            auto const document = codec::Document::parse(data);
            columns.push_back(
                {document->root().member("order")->as_int64().value_or(0), &key.second, &data, {}});
        } else if (key.first == "label") {
            labels += (labels.empty() ? "" : ",") + data;
        } else if (key.first == "project") {
            project = data;
        }
    }
    std::ranges::sort(columns, {}, &OrderedColumn::order);
    for (auto const& [key, data] : entities) {
        if (key.first != "card") continue;
        auto const document = codec::Document::parse(data);
        auto const status = document->root().member("status")->as_string();
        auto const column =
            std::ranges::find_if(columns, [&](auto const& one) { return *one.id == *status; });
        if (column == columns.end()) continue;
        column->cards.push_back(
            {std::string{*document->root().member("rank")->as_string()}, &key.second, &data});
    }
    std::string body = R"({"project":)" + project + R"(,"columns":[)";
    for (auto& column : columns) {
        std::ranges::sort(column.cards, {},
                          [](Card const& card) { return std::tie(card.rank, *card.id); });
        auto const status = codec::Document::parse(*column.data);
        auto const count = static_cast<std::int64_t>(column.cards.size());
        auto const colour = status->root().member("colour");
        auto const limit = status->root().member("wip_limit");
        bool const is_over = limit && count > limit->as_int64().value_or(count);
        if (&column != &columns.front()) body += ',';
        body += R"({"id":")" + *column.id + R"(","name":)" + status->root().member("name")->raw() +
                R"(,"category":)" + status->root().member("category")->raw();
        if (colour) body += R"(,"colour":)" + colour->raw();
        if (limit) body += R"(,"wip_limit":)" + limit->raw();
        body += R"(,"over_wip_limit":)" + std::string{is_over ? "true" : "false"} + R"(,"count":)" +
                std::to_string(count) + R"(,"cards":[)";
        for (auto const& card : column.cards) {
            if (&card != &column.cards.front()) body += ',';
            body += *card.data;
        }
        body += "]}";
    }
    body += R"(],"labels":[)" + labels + R"(],"position":)" + std::to_string(position);
    if (!swimlanes.empty()) body += R"(,"swimlanes":)" + swimlanes;
    body += '}';
    return std::make_shared<std::string const>(success_body(body, meta));
}

}  // namespace atelier::api
