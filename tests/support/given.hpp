#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "commands/core/authorise.hpp"
#include "eventstore/codec/event_codec.hpp"

namespace atelier::test {

/// An event of a stream: what has happened, or what a command shall make happen.
struct Happening {
    StreamId stream{};
    Event event;
    std::optional<UserId> by = {};
    std::string command = {};
    std::optional<EventId> undoes = {};
};

/// The id of the event that has this version in its stream.
inline EventId event_of(StreamId const& stream, std::int64_t version) {
    EventId id{stream.id};
    id.uuid.bytes[12] = 0xe0;
    id.uuid.bytes[13] = static_cast<std::uint8_t>(version);
    return id;
}

/// How a failed check shows an event. Personal data stands in the clear.
inline std::string show(StreamId const& stream, Event event) {
    eventstore::seal_personal(event, [](UserId subject, std::string_view plain) {
        return to_text(subject) + " " + std::string{plain};
    });
    auto const encoded = eventstore::encode(event);
    return to_text(stream) + " " + encoded.type + " " + encoded.data;
}

inline std::vector<std::string> show(std::vector<Happening> const& happenings) {
    std::vector<std::string> lines;
    for (auto const& one : happenings) lines.push_back(show(one.stream, one.event));
    return lines;
}

/// The world that a command meets: what has happened, who has claimed what, where cards stand. A
/// stream without events is there as an empty one, a claim that nobody made is free, so that a
/// decision never lacks anything.
class World {
public:
    void add(Happening const& happening) {
        auto& state = states_[happening.stream];
        if (!state.state) state = fresh(happening.stream);
        auto next = evolve_any(*state.state, happening.event);
        state = {state.version + 1, std::make_shared<AnyState const>(std::move(next))};
        remember(happening, state.version);
    }
    void claim(std::string scope, std::string key, std::string owner) {
        claims_[{std::move(scope), std::move(key)}] = std::move(owner);
    }
    void apply(eventstore::Claim const& claim) {
        if (claim.give_back) {
            claims_.erase({claim.scope, claim.key});
        } else {
            claims_[{claim.scope, claim.key}] = claim.owner;
        }
    }
    void place(commands::NeighbourLookup lookup, TaskId neighbour) {
        neighbours_[lookup] = neighbour;
    }
    void number(ProjectId project, std::int64_t next) { numbers_[project] = next; }

    /// Gives a scene what it lacks; the handler does the same from the log.
    void provide(commands::Scene& scene, commands::Missing const& missing) const {
        for (auto const& stream : missing.streams) {
            auto const found = states_.find(stream);
            scene.put(stream, found == states_.end() ? fresh(stream) : found->second);
        }
        if (missing.claim) scene.put_claim(*missing.claim, found_in(claims_, *missing.claim));
        if (missing.neighbour)
            scene.put_neighbour(*missing.neighbour, found_in(neighbours_, *missing.neighbour));
        if (missing.tasks) scene.put_tasks(*missing.tasks, {tasks_in(*missing.tasks), 1});
        if (missing.history) {
            auto const found = histories_.find(*missing.history);
            auto history = found == histories_.end() ? commands::History{} : found->second;
            scene.put_history(*missing.history,
                              std::make_shared<commands::History const>(std::move(history)));
        }
        if (missing.next_number) {
            scene.put_next_number(*missing.next_number,
                                  found_in(numbers_, *missing.next_number).value_or(1));
        }
    }

private:
    void remember(Happening const& happening, std::int64_t version) {
        eventstore::Metadata metadata;
        metadata.actor = happening.by;
        metadata.command = happening.command;
        metadata.causation_id = happening.undoes;
        histories_[happening.stream].push_back({version,
                                                event_of(happening.stream, version),
                                                happening.stream,
                                                version,
                                                {},
                                                happening.event,
                                                std::move(metadata),
                                                {}});
    }
    template <class Key, class Value>
    static std::optional<Value> found_in(std::map<Key, Value> const& map, Key const& key) {
        auto const found = map.find(key);
        return found == map.end() ? std::nullopt : std::optional{found->second};
    }
    std::vector<TaskId> tasks_in(commands::TasksLookup const& lookup) const {
        std::vector<TaskId> tasks;
        for (auto const& [stream, state] : states_) {
            auto const* task = std::get_if<task::State>(state.state.get());
            if (task && task->project == lookup.project && task->status == lookup.status)
                tasks.push_back(TaskId{stream.id});
        }
        return tasks;
    }
    static eventstore::VersionedState fresh(StreamId const& stream) {
        return {0, std::make_shared<AnyState const>(initial_state(stream.kind))};
    }

    std::map<StreamId, eventstore::VersionedState> states_;
    std::map<StreamId, commands::History> histories_;
    std::map<commands::ClaimLookup, std::string> claims_;
    std::map<commands::NeighbourLookup, TaskId> neighbours_;
    std::map<ProjectId, std::int64_t> numbers_;
};

/// The clock of the tests: 2026-11-21T12:00:00.000Z.
inline constexpr Timestamp noon{1'795'262'400'000};

/// The index of an address is the address itself, in lower case.
inline std::string email_index(std::string_view email) {
    std::string index{email};
    for (auto& c : index) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return index;
}

/// What became of a command in its world.
template <class Command>
class When {
public:
    When(World world, Command command, std::optional<UserId> actor)
        : world_(std::move(world)),
          command_(std::move(command)),
          actor_(actor),
          decision_(decide_at(scene_, noon, 1)) {}

    /// These events, in this order, and that the same command again, a minute later, yields
    /// nothing.
    When& then(std::vector<Happening> const& expected) {
        then_once(expected);
        auto const again = decide_later();
        REQUIRE_MESSAGE(again.has_value(), "again: " << again.error().message);
        CHECK(shown(*again).empty());
        return *this;
    }

    /// These events, where the same command again is no repeat.
    When& then_once(std::vector<Happening> const& expected) {
        REQUIRE_MESSAGE(decision_.has_value(), decision_.error().message);
        CHECK(shown(*decision_) == show(expected));
        return *this;
    }

    When& then_nothing() { return then_once({}); }

    When& rejected(commands::RejectionCode code) {
        REQUIRE_MESSAGE(!decision_.has_value(), "it was accepted");
        CHECK_MESSAGE(decision_.error().code == code, decision_.error().message);
        return *this;
    }

    /// Rejected with validation_failed, with these paths.
    When& invalid(std::vector<std::string> const& paths) {
        rejected(commands::RejectionCode::validation_failed);
        std::vector<std::string> found;
        for (auto const& field : decision_.error().fields) found.push_back(field.path);
        CHECK(found == paths);
        return *this;
    }

    /// After the events, the same command again is rejected.
    When& again_rejected(commands::RejectionCode code) {
        auto const again = decide_later();
        REQUIRE_MESSAGE(!again.has_value(), "it was accepted again");
        CHECK_MESSAGE(again.error().code == code, again.error().message);
        return *this;
    }

    /// Takes this claim, and says no with `if_taken` when somebody has it; without, it is decided
    /// again.
    When& claims(std::string const& scope, std::string const& key,
                 std::optional<commands::RejectionCode> if_taken = {}) {
        REQUIRE(decision_.has_value());
        for (auto const& one : decision_->claims) {
            if (one.claim.give_back || one.claim.scope != scope || one.claim.key != key) continue;
            CHECK(one.if_taken.has_value() == if_taken.has_value());
            if (if_taken) CHECK(one.if_taken->code == *if_taken);
            return *this;
        }
        FAIL_CHECK("no claim of " << key << " in " << scope);
        return *this;
    }

    When& gives_back(std::string const& scope, std::string const& key) {
        REQUIRE(decision_.has_value());
        bool found = false;
        for (auto const& one : decision_->claims) {
            found =
                found || (one.claim.give_back && one.claim.scope == scope && one.claim.key == key);
        }
        CHECK_MESSAGE(found, key << " in " << scope << " is not given back");
        return *this;
    }

    /// The decision has looked at all of these, so that its append guards them.
    When& guards(std::vector<StreamId> const& streams) {
        for (auto const& stream : streams)
            CHECK_MESSAGE(scene_.looked_at().contains(stream), to_text(stream));
        return *this;
    }

    commands::Decision const& decision() const { return decision_; }
    /// How often the decision lacked something: round trips to the database, when nothing is in
    /// memory.
    int look_ups() const { return look_ups_; }

private:
    static std::vector<std::string> shown(commands::Decided const& decided) {
        std::vector<std::string> lines;
        for (auto const& one : decided.events) lines.push_back(show(one.stream, one.event));
        return lines;
    }

    commands::Decision decide_at(commands::Scene& scene, Timestamp now,
                                 std::uint8_t command_number) {
        commands::Context context{now, actor_, {}, email_index};
        context.command.uuid.bytes = {0xc0, 0xff, 0xee, command_number};
        constexpr auto info = command_info(static_cast<Command const*>(nullptr));
        while (true) {
            try {
                auto const no =
                    commands::authorise(scene, info, commands::target_of(command_), actor_);
                auto decision = no ? commands::Decision{std::unexpected(*no)}
                                   : decide(command_, scene, context);
                return decision;
            } catch (commands::Missing const& missing) {
                ++look_ups_;
                world_.provide(scene, missing);
            }
        }
    }

    commands::Decision decide_later() {
        constexpr auto info = command_info(static_cast<Command const*>(nullptr));
        for (auto const& one : decision_->events)
            world_.add({one.stream, one.event, actor_, info.name, one.undoes});
        for (auto const& one : decision_->claims) world_.apply(one.claim);
        commands::Scene scene;
        return decide_at(scene, Timestamp{noon.milliseconds + 60'000}, 2);
    }

    World world_;
    Command command_;
    std::optional<UserId> actor_;
    int look_ups_ = 0;
    commands::Scene scene_;  // of the first decision
    commands::Decision decision_;
};

/// given(what has happened).when(command, who).then(events) or .rejected(code)
class Given {
public:
    explicit Given(World world) : world_(std::move(world)) {}

    Given& claimed(std::string scope, std::string key, StreamId owner) {
        world_.claim(std::move(scope), std::move(key), to_text(owner));
        return *this;
    }
    Given& neighbour(commands::NeighbourLookup lookup, TaskId task) {
        world_.place(lookup, task);
        return *this;
    }
    Given& next_number(ProjectId project, std::int64_t number) {
        world_.number(project, number);
        return *this;
    }
    template <class Command>
    When<Command> when(Command command, std::optional<UserId> actor = {}) const {
        return {world_, std::move(command), actor};
    }

private:
    World world_;
};

inline Given given(std::vector<Happening> const& past) {
    World world;
    for (auto const& one : past) world.add(one);
    return Given{std::move(world)};
}

}  // namespace atelier::test
