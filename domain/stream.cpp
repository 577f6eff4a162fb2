#include "domain/stream.hpp"

#include <array>
#include <utility>

namespace atelier {
namespace {

constexpr std::array<std::pair<StreamKind, std::string_view>, 7> names{{
    {StreamKind::user, "user"},
    {StreamKind::session, "session"},
    {StreamKind::workspace, "workspace"},
    {StreamKind::project, "project"},
    {StreamKind::task, "task"},
    {StreamKind::timer, "timer"},
    {StreamKind::time_entry, "time_entry"},
}};

}  // namespace

std::optional<StreamId> StreamId::from_text(std::string_view text) {
    auto const dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    auto const id = uuid_from_text(text.substr(dash + 1));
    if (!id) return std::nullopt;
    for (auto const& [kind, name] : names) {
        if (name == text.substr(0, dash)) return StreamId{kind, *id};
    }
    return std::nullopt;
}

std::string to_text(StreamId const& stream) {
    std::string text{names[static_cast<std::size_t>(stream.kind)].second};
    text += '-';
    text += to_text(stream.id);
    return text;
}

}  // namespace atelier
