#include "commands/import/trello/history.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "commands/import/trello/stable_sort.hpp"
#include "commands/import/trello/text.hpp"

namespace atelier::commands::trello {
namespace {

Actor actor_of(Node const& action) {
    auto const creator = action.object("memberCreator");
    return {action.text("idMemberCreator", creator.text("id")),
            creator.text("fullName", creator.text("username"))};
}

bool brings_card(std::string const& type) {
    return type == "createCard" || type == "copyCard" || type == "convertToCardFromCheckItem" ||
           type == "emailCard" || type == "moveCardToBoard";
}

bool is_comment(std::string const& type) {
    return type == "commentCard" || type == "copyCommentCard";
}

std::vector<CardFact> facts_of_update(Node const& data, CardFact const& common) {
    std::vector<CardFact> facts;
    auto const card = data.object("card");
    auto const old = data.object("old");
    auto add = [&](CardFact::Kind kind) -> CardFact& {
        facts.push_back(common);
        facts.back().kind = kind;
        return facts.back();
    };
    if (data.has("listAfter")) {
        auto& moved = add(CardFact::Kind::moved);
        moved.list_before = data.object("listBefore").text("id");
        moved.list_after = data.object("listAfter").text("id");
    }
    if (old.has("name") && card.has("name")) {
        auto& renamed = add(CardFact::Kind::renamed);
        renamed.title_before = title_of(old.text("name"));
        renamed.title_after = title_of(card.text("name"));
    }
    if (old.has("closed")) {
        // Old exports leave out the new value, which can only be the other one.
        bool const closed = card.flag("closed", !old.flag("closed"));
        add(closed ? CardFact::Kind::closed : CardFact::Kind::reopened);
    }
    return facts;
}

std::vector<CardFact> facts_of(std::string const& type, Node const& data, CardFact common) {
    if (type == "updateCard") return facts_of_update(data, common);
    if (!brings_card(type)) return {};
    common.list_after = data.object("list").text("id");
    auto const card = data.object("card");
    common.title_after = card.has("name") ? title_of(card.text("name")) : "";
    return {common};
}

void read_list_closing(Node const& data, Timestamp at, Actor const& actor, BoardHistory& history) {
    auto const list = data.object("list");
    auto const old = data.object("old");
    if (!old.has("closed") || !list.flag("closed", !old.flag("closed"))) return;
    history.list_closings[list.text("id")] = {at, actor};
}

void read_action(Node const& action, Timestamp at, std::set<std::string> const& cards,
                 BoardHistory& history) {
    auto& findings = action.findings();
    auto const type = action.text("type");
    auto const data = action.object("data");
    auto const actor = actor_of(action);
    if (type == "updateList") read_list_closing(data, at, actor, history);
    auto const card = data.object("card").text("id");
    if (!card.empty() && !cards.contains(card))
        return findings.leave_out("history_of_deleted_cards");
    if (is_comment(type)) return findings.leave_out("comments");
    CardFact common;
    common.at = at;
    common.actor = actor;
    auto facts = card.empty() ? std::vector<CardFact>{} : facts_of(type, data, common);
    if (facts.empty()) return findings.leave_out("other_history");
    auto& known = history.cards[card];
    std::ranges::move(facts, std::back_inserter(known));
}

/// Replays the facts of one card and keeps those that change something.
class Replay {
public:
    Replay(CardPresent const& present, std::vector<CardFact> const& facts,
           std::set<std::string> const& lists, Findings& findings)
        : present_(present), facts_(facts), lists_(lists), findings_(findings) {}

    std::vector<ImportedChange> run() {
        start();
        for (auto const& fact : facts_) {
            if (&fact != creation_) apply(fact);
        }
        finish();
        return std::move(changes_);
    }

private:
    void start() {
        if (!facts_.empty() && facts_.front().kind == CardFact::Kind::created) {
            creation_ = &facts_.front();
        } else {
            findings_.adjust("inferred_creations");
        }
        title_ = first_title();
        list_ = first_list();
        auto at = creation_ ? creation_->at : present_.born;
        if (!facts_.empty()) at = std::min(at, facts_.front().at);
        auto const actor = creation_ ? &creation_->actor : nullptr;
        auto& created = add(ImportedChange::Kind::created, at, actor);
        created.status_source_id = list_;
        created.title = title_;
    }

    std::string first_title() const {
        if (creation_ && !creation_->title_after.empty()) return creation_->title_after;
        auto const renamed = std::ranges::find(facts_, CardFact::Kind::renamed, &CardFact::kind);
        return renamed == facts_.end() ? present_.title : renamed->title_before;
    }

    /// Where it was created; else the first place known before or after a move; else where it is.
    std::string first_list() const {
        if (creation_ && lists_.contains(creation_->list_after)) return creation_->list_after;
        for (auto const& fact : facts_) {
            if (lists_.contains(fact.list_before)) return fact.list_before;
            if (lists_.contains(fact.list_after)) return fact.list_after;
        }
        return present_.list;
    }

    void apply(CardFact const& fact) {
        switch (fact.kind) {
            case CardFact::Kind::created:  // came back from another board
            case CardFact::Kind::moved:
                if (lists_.contains(fact.list_after))
                    return move_to(fact.list_after, fact.at, &fact.actor);
                return findings_.leave_out("moves_of_unknown_lists");
            case CardFact::Kind::renamed:
                return rename_to(fact.title_after, fact.at, &fact.actor);
            case CardFact::Kind::closed:
                return archive(true, fact.at, &fact.actor);
            case CardFact::Kind::reopened:
                return archive(false, fact.at, &fact.actor);
        }
    }

    /// Trello keeps the last 1,000 actions only and forgets some: the rest of the way to the
    /// present is inferred.
    void finish() {
        auto const at = std::max(present_.last_activity, changes_.back().at);
        auto const known = changes_.size();
        move_to(present_.list, at, nullptr);
        rename_to(present_.title, at, nullptr);
        bool const by_list = present_.archived && !archived_ && present_.list_closing;
        if (!by_list) archive(present_.archived, at, nullptr);
        if (changes_.size() > known) findings_.adjust("inferred_changes", changes_.size() - known);
        if (by_list) archive_with_list();
    }

    void archive_with_list() {
        auto const& closing = *present_.list_closing;
        archive(true, std::max(closing.at, changes_.back().at), &closing.actor);
    }

    void move_to(std::string const& list, Timestamp at, Actor const* actor) {
        if (list == list_) return;
        list_ = list;
        add(ImportedChange::Kind::moved, at, actor).status_source_id = list;
    }

    void rename_to(std::string const& title, Timestamp at, Actor const* actor) {
        if (title == title_) return;
        title_ = title;
        add(ImportedChange::Kind::renamed, at, actor).title = title;
    }

    void archive(bool archived, Timestamp at, Actor const* actor) {
        if (archived == archived_) return;
        archived_ = archived;
        add(archived ? ImportedChange::Kind::archived : ImportedChange::Kind::restored, at, actor);
    }

    ImportedChange& add(ImportedChange::Kind kind, Timestamp at, Actor const* actor) {
        auto& change = changes_.emplace_back();
        change.kind = kind;
        change.at = at;
        if (actor) {
            change.actor_source_id = actor->id;
            change.actor_name = actor->name;
        }
        return change;
    }

    CardPresent const& present_;
    std::vector<CardFact> const& facts_;
    std::set<std::string> const& lists_;
    Findings& findings_;
    CardFact const* creation_ = nullptr;
    std::vector<ImportedChange> changes_;
    std::string title_;
    std::string list_;
    bool archived_ = false;
};

}  // namespace

BoardHistory read_history(Node const& board, std::set<std::string> const& cards) {
    auto const actions = board.objects("actions");
    BoardHistory history;
    history.actions = actions.size();
    if (actions.size() > max_import_actions) {
        board.refuse("actions", "are more than " + std::to_string(max_import_actions));
        return history;
    }
    std::vector<std::pair<Timestamp, Node const*>> by_time;
    for (auto action = actions.rbegin(); action != actions.rend(); ++action) {
        auto const at = action->time("date");
        if (!at) action->refuse("date", "is missing");
        by_time.emplace_back(at.value_or(Timestamp{}), &*action);
    }
    // Newest first in the file, which decides between equal times.
    sort_stably(by_time, [](auto const& entry) { return entry.first; });
    for (auto const& [at, action] : by_time) read_action(*action, at, cards, history);
    return history;
}

std::vector<ImportedChange> make_history(CardPresent const& present,
                                         std::vector<CardFact> const& facts,
                                         std::set<std::string> const& lists, Findings& findings) {
    return Replay(present, facts, lists, findings).run();
}

}  // namespace atelier::commands::trello
