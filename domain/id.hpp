#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace atelier {

/// 128 bits, RFC 9562; new ones are version 7 (ordered by time), made outside the domain.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(Uuid const&) const = default;
};

/// The 36 lower-case characters of RFC 9562.
std::string to_text(Uuid const& uuid);
/// Exactly the form that `to_text` writes (upper-case digits are accepted too), else nothing.
std::optional<Uuid> uuid_from_text(std::string_view text);

/// An identifier of one kind of thing: `Id<UserTag>` never mixes with `Id<TaskTag>`.
template <class Tag>
struct Id {
    Uuid uuid;
    auto operator<=>(Id const&) const = default;
    static std::optional<Id> from_text(std::string_view text) {
        auto uuid = uuid_from_text(text);
        if (!uuid) return std::nullopt;
        return Id{*uuid};
    }
    bool is_nil() const { return uuid == Uuid{}; }
};

template <class Tag>
std::string to_text(Id<Tag> const& id) {
    return to_text(id.uuid);
}

using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using WorkspaceId = Id<struct WorkspaceTag>;
using ProjectId = Id<struct ProjectTag>;
using StatusId = Id<struct StatusTag>;
using LabelId = Id<struct LabelTag>;
using TaskId = Id<struct TaskTag>;
using TimerId = Id<struct TimerTag>;
using TimeEntryId = Id<struct TimeEntryTag>;
using EventId = Id<struct EventTag>;
using CommandId = Id<struct CommandTag>;

struct UuidHash {
    std::size_t operator()(Uuid const& uuid) const {
        std::uint64_t high = 0, low = 0;
        std::memcpy(&high, uuid.bytes.data(), 8);
        std::memcpy(&low, uuid.bytes.data() + 8, 8);
        return static_cast<std::size_t>(high ^ (low * 0x9e3779b97f4a7c15ULL));
    }
};

}  // namespace atelier

template <class Tag>
struct std::hash<atelier::Id<Tag>> {
    std::size_t operator()(atelier::Id<Tag> const& id) const {
        return atelier::UuidHash{}(id.uuid);
    }
};
