#include "tools/atelier/describe_event.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/log/undone_event.hpp"
#include "tools/atelier/describe_place.hpp"
#include "tools/atelier/describe_task.hpp"
#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {
namespace {

using eventstore::RecordedEvent;

std::string workspace_name(NameLookup const& names, WorkspaceId id) {
    auto const workspace = names.workspace(id);
    return workspace.exists ? in_quotes(workspace.name) : "workspace " + to_text(id);
}

std::string statuses_of(project::ProjectCreated const& created) {
    std::string all;
    for (auto const& status : created.statuses) {
        all += (all.empty() ? "" : ", ") + on_one_line(status.name, 40);
    }
    return all;
}

std::string duration(std::int64_t milliseconds) {
    auto const seconds = std::max<std::int64_t>(0, milliseconds) / 1000;
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string describe_member(workspace::MemberAdded const& added, WorkspaceId id,
                            AnyState const& before, NameLookup const& names) {
    auto const* workspace = std::get_if<workspace::State>(&before);
    auto const old = workspace ? workspace->role_of(added.user) : std::nullopt;
    if (old) {
        return fmt::format("changed the role of {} in {}: {} → {}", names.person(added.user),
                           workspace_name(names, id), in_capitals(*old), in_capitals(added.role));
    }
    return fmt::format("added {} to {} as {}", names.person(added.user), workspace_name(names, id),
                       in_capitals(added.role));
}

std::string describe_stop(timer::TimerStopped const& stopped, AnyState const& before,
                          NameLookup const& names) {
    auto const* timer = std::get_if<timer::State>(&before);
    if (!timer || !timer->run) return "stopped the timer";
    auto const after = evolve(*timer, stopped);
    return fmt::format("stopped the timer for {} after {}", name_task(after.last->task, names),
                       duration(after.last->tracked_milliseconds()));
}

/// `paused the timer for ATL-1 “Paint”`.
std::string describe_run(char const* did, AnyState const& before, NameLookup const& names) {
    auto const* timer = std::get_if<timer::State>(&before);
    if (!timer || !timer->run) return std::string{did} + " the timer";
    return fmt::format("{} the timer for {}", did, name_task(timer->run->task, names));
}

std::string length_of(Timestamp started_at, Timestamp stopped_at) {
    return duration(stopped_at.milliseconds - started_at.milliseconds);
}

std::string describe_entry(char const* did, AnyState const& before, NameLookup const& names) {
    auto const* entry = std::get_if<time_entry::State>(&before);
    if (!entry || !entry->exists) return std::string{did} + " a time entry";
    return fmt::format("{} a time entry of {} for {}", did,
                       length_of(entry->started_at, entry->stopped_at),
                       name_task(entry->task, names));
}

char const* why_signed_out(session::RevocationReason reason) {
    using enum session::RevocationReason;
    switch (reason) {
        case signed_out:
            return "signed out";
        case refresh_token_reused:
            return "was signed out: a refresh token was used twice";
        case signed_out_elsewhere:
            return "was signed out from another session";
        case password_changed:
            return "was signed out: the password was changed";
    }
    return "was signed out";
}

/// The name is personal: who it is now stands in front of the line.
std::string describe_profile(user::ProfileEdited const& edited) {
    std::string what;
    auto const add = [&what](std::string const& part) {
        what += (what.empty() ? "" : ", ") + part;
    };
    if (edited.name) add("name");
    if (edited.time_zone) add("time zone: " + on_one_line(*edited.time_zone, 64));
    if (edited.locale) add("locale: " + on_one_line(*edited.locale, 40));
    return "edited the own profile: " + what;
}

}  // namespace

namespace {

/// How many bytes at the start command terminals or turn the order of what follows: C0, DEL, C1
/// (U+0080 to U+009F), line and paragraph separators, embeddings and overrides (U+2028 to U+202E),
/// isolates (U+2066 to U+2069).
std::size_t control_at(std::string_view text) {
    auto const byte = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
    if (byte(0) == 0xc2 && byte(1) < 0xa0) return 2;
    if (byte(0) != 0xe2) return 0;
    bool const is_turning = (byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae) ||
                            (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9);
    return is_turning ? 3 : 0;
}

}  // namespace

std::string on_one_line(std::string_view text, std::size_t limit) {
    std::string line;
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const is_start = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
        if (is_start && characters++ == limit) return line + "…";
        auto const control = control_at(text.substr(at));
        line += control > 0 ? ' ' : text[at];
        if (control > 1) at += control - 1;
    }
    return line;
}

std::string in_quotes(std::string_view text) { return "“" + on_one_line(text) + "”"; }

std::string actor_of(RecordedEvent const& event, NameLookup const& names) {
    if (event.metadata.actor) return names.person(*event.metadata.actor);
    if (event.stream.kind == StreamKind::user) return names.person(UserId{event.stream.id});
    if (auto const* started = std::get_if<session::SessionStarted>(&event.event)) {
        return names.person(started->user);
    }
    return "system";
}

namespace {

std::string describe_change(RecordedEvent const& event, AnyState const& before,
                            NameLookup const& names) {
    auto const workspace = [&] { return workspace_name(names, event.workspace); };
    return std::visit(
        Overloaded{
            [&](user::UserRegistered const&) {
                return "registered as " + names.email(UserId{event.stream.id});
            },
            [&](session::SessionStarted const&) { return std::string{"signed in"}; },
            [&](session::SessionRevoked const& one) {
                return std::string{why_signed_out(one.reason)};
            },
            [&](user::ProfileEdited const& one) { return describe_profile(one); },
            [&](user::PersonErased const&) { return std::string{"was erased"}; },
            [&](user::PasswordChanged const&) { return std::string{"changed the password"}; },
            [&](workspace::WorkspaceCreated const& one) {
                return fmt::format("created the workspace {} ({})", in_quotes(one.name), one.slug);
            },
            [&](workspace::MemberAdded const& one) {
                return describe_member(one, event.workspace, before, names);
            },
            [&](workspace::MemberRemoved const& one) {
                return fmt::format("removed {} from {}", names.person(one.user), workspace());
            },
            [&](project::ProjectCreated const& one) {
                auto const from = one.imported_from ? ", imported from " +
                                                          on_one_line(one.imported_from->system, 40)
                                                    : std::string{};
                return fmt::format("created the project {} {} with {}{}", one.key,
                                   in_quotes(one.name), statuses_of(one), from);
            },
            [&](timer::TimerStarted const& one) {
                auto const note = one.note.empty() ? std::string{} : ": " + in_quotes(one.note);
                return fmt::format("started the timer for {}{}", name_task(one.task, names), note);
            },
            [&](timer::TimerStopped const& one) { return describe_stop(one, before, names); },
            [&](timer::TimerPaused const&) { return describe_run("paused", before, names); },
            [&](timer::TimerResumed const&) { return describe_run("resumed", before, names); },
            [&](timer::TimerDiscarded const&) { return describe_run("discarded", before, names); },
            [&](timer::TimeBooked const& one) {
                return fmt::format("took {} of the time of {} for a time entry",
                                   length_of(one.started_at, one.stopped_at),
                                   names.person(one.user));
            },
            [&](timer::TimeFreed const&) { return std::string{"freed the time of a time entry"}; },
            [&](time_entry::TimeEntryAdded const& one) {
                return fmt::format("{} {} for {}", one.from_timer ? "tracked" : "wrote down",
                                   length_of(one.started_at, one.stopped_at),
                                   name_task(one.task, names));
            },
            [&](time_entry::TimeEntryEdited const&) {
                return describe_entry("edited", before, names);
            },
            [&](time_entry::TimeEntryDeleted const&) {
                return describe_entry("deleted", before, names);
            },
            [&](auto const&) {
                auto const place = describe_place(event, before, names);
                return place.empty() ? describe_task(event, before, names) : place;
            },
        },
        event.event);
}

}  // namespace

std::string describe(RecordedEvent const& event, AnyState const& before, NameLookup const& names) {
    auto const what = describe_change(event, before, names);
    return eventstore::undone_by(event.metadata) ? what + " (undo)" : what;
}

}  // namespace atelier::tools
