#include "api/live/swimlanes.hpp"

#include <algorithm>

#include "projections/core/column.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::api {
namespace {

using projections::board::CardEntity;
using projections::board::StatusEntity;

struct Lane {
    std::string sort;  ///< lanes stand in the order of these
    SwimlaneView view;
};

template <class Entity>
std::vector<Entity> all_of(Entities const& entities, std::string_view kind) {
    std::vector<Entity> found;
    for (auto const& [key, data] : entities) {
        if (key.first == kind) found.push_back(codec::from_json<Entity>(data).value());
    }
    return found;
}

class Lanes {
public:
    Lanes(std::vector<StatusEntity> statuses) : statuses_(std::move(statuses)) {
        std::ranges::sort(statuses_, {}, &StatusEntity::order);
    }

    void add(std::string const& key, std::string const& name, std::string sort,
             CardEntity const& card) {
        auto lane = std::ranges::find(lanes_, key, [](Lane const& one) { return one.view.key; });
        if (lane == lanes_.end()) {
            lanes_.push_back({std::move(sort), {key, name, {}}});
            lane = lanes_.end() - 1;
            for (auto const& status : statuses_) lane->view.columns.push_back({status.id, 0, {}});
        }
        auto const column =
            std::ranges::find(lane->view.columns, card.status, &LaneColumnView::status);
        if (column == lane->view.columns.end()) return;
        ++column->count;
        column->cards.push_back(card.id);
    }

    std::vector<SwimlaneView> take() {
        std::ranges::sort(lanes_, {},
                          [](Lane const& one) { return std::tie(one.sort, one.view.key); });
        std::vector<SwimlaneView> views;
        for (auto& lane : lanes_) views.push_back(std::move(lane.view));
        return views;
    }

private:
    std::vector<StatusEntity> statuses_;
    std::vector<Lane> lanes_;
};

constexpr auto no_lane = "none";
constexpr auto last = "2";  // sorts after every lane with something

}  // namespace

std::vector<SwimlaneView> swimlanes(Entities const& entities, SwimlaneBy by,
                                    std::function<std::string(UserId)> const& name_of) {
    auto cards = all_of<CardEntity>(entities, "card");
    std::ranges::sort(cards, {},
                      [](CardEntity const& card) { return std::tie(card.rank, card.id); });
    auto const labels = all_of<project::Label>(entities, "label");
    Lanes lanes{all_of<StatusEntity>(entities, "status")};
    for (auto const& card : cards) {
        bool is_in_lane = false;
        auto const put = [&](std::string const& key, std::string const& name, std::string sort) {
            lanes.add(key, name, "1" + std::move(sort), card);
            is_in_lane = true;
        };
        if (by == SwimlaneBy::priority) {
            auto const name = projections::Column<task::Priority>::text(card.priority);
            put(name, name, std::to_string(9 - static_cast<int>(card.priority)));
        } else if (by == SwimlaneBy::assignee) {
            for (auto user : card.assignees) {
                auto const name = name_of(user);
                put(to_text(user), name, name);
            }
        } else {
            for (auto id : card.labels) {
                auto const label = std::ranges::find(labels, id, &project::Label::id);
                if (label != labels.end()) put(to_text(id), label->name, label->name);
            }
        }
        if (!is_in_lane) lanes.add(no_lane, no_lane, last, card);
    }
    return lanes.take();
}

}  // namespace atelier::api
