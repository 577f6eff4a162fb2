#include "tools/atelier/describe_event.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/atelier/describe_task.hpp"
#include "tools/atelier/time_zone.hpp"

namespace atelier::tools {
namespace {

using eventstore::RecordedEvent;

template <class Enum>
std::string upper(Enum value) {
    std::string text = boost::describe::enum_to_string(value, "?");
    for (auto& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string quoted(std::string_view text) { return "“" + on_one_line(text) + "”"; }

std::string workspace_name(NameLookup const& names, WorkspaceId id) {
    auto const workspace = names.workspace(id);
    return workspace.exists ? quoted(workspace.name) : "workspace " + to_text(id);
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
                           workspace_name(names, id), upper(*old), upper(added.role));
    }
    return fmt::format("added {} to {} as {}", names.person(added.user), workspace_name(names, id),
                       upper(added.role));
}

std::string describe_stop(timer::TimerStopped const& stopped, AnyState const& before,
                          NameLookup const& names) {
    auto const* timer = std::get_if<timer::State>(&before);
    if (!timer || !timer->running) return "stopped the timer";
    auto const& run = *timer->running;
    return fmt::format("stopped the timer for {} after {}", name_task(run.task, names),
                       duration(stopped.stopped_at.milliseconds - run.started_at.milliseconds));
}

}  // namespace

std::string on_one_line(std::string_view text, std::size_t limit) {
    std::string line;
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto const byte = static_cast<unsigned char>(text[at]);
        bool const is_start = (byte & 0xc0) != 0x80;
        if (is_start && characters++ == limit) return line + "…";
        // C0, DEL, and C1 (U+0080 to U+009F: 0xc2 0x80 to 0xc2 0x9f) command terminals.
        bool const is_c1 =
            byte == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
        if (is_c1) ++at;
        line += byte < 0x20 || byte == 0x7f || is_c1 ? ' ' : text[at];
    }
    return line;
}

std::string actor_of(RecordedEvent const& event, NameLookup const& names) {
    if (event.metadata.actor) return names.person(*event.metadata.actor);
    if (event.stream.kind == StreamKind::user) return names.person(UserId{event.stream.id});
    if (auto const* started = std::get_if<session::SessionStarted>(&event.event)) {
        return names.person(started->user);
    }
    return "system";
}

std::string describe(RecordedEvent const& event, AnyState const& before, NameLookup const& names) {
    auto const workspace = [&] { return workspace_name(names, event.workspace); };
    return std::visit(
        Overloaded{
            [&](user::UserRegistered const&) {
                return "registered as " + names.email(UserId{event.stream.id});
            },
            [&](session::SessionStarted const&) { return std::string{"signed in"}; },
            [&](session::SessionRevoked const& one) {
                return std::string{one.reason == session::RevocationReason::signed_out
                                       ? "signed out"
                                       : "was signed out: a refresh token was used twice"};
            },
            [&](workspace::WorkspaceCreated const& one) {
                return fmt::format("created the workspace {} ({})", quoted(one.name), one.slug);
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
                return fmt::format("created the project {} {} with {}{}", one.key, quoted(one.name),
                                   statuses_of(one), from);
            },
            [&](timer::TimerStarted const& one) {
                auto const note = one.note.empty() ? std::string{} : ": " + quoted(one.note);
                return fmt::format("started the timer for {}{}", name_task(one.task, names), note);
            },
            [&](timer::TimerStopped const& one) { return describe_stop(one, before, names); },
            [&](auto const&) { return describe_task(event, before, names); },
        },
        event.event);
}

}  // namespace atelier::tools
