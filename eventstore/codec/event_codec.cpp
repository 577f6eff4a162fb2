#include "eventstore/codec/event_codec.hpp"

#include <boost/mp11/algorithm.hpp>
#include <map>

#include "domain/require.hpp"
#include "eventstore/codec/sample.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::eventstore {
namespace {

struct TypeEntry {
    int schema_version;
    Event (*decode)(std::string_view type, std::string_view data);
    EventType (*describe)();
};

template <class T>
constexpr EventInfo info_of() {
    return event_info(static_cast<T const*>(nullptr));
}

std::string in_words(std::vector<codec::FieldError> const& errors) {
    std::string text;
    for (auto const& error : errors) {
        if (!text.empty()) text += "; ";
        text += error.path + " " + error.message;
    }
    return text;
}

template <class T>
Event decode_as(std::string_view type, std::string_view data) {
    auto event = codec::from_json<T>(data, codec::Unknown::ignore);
    if (!event) throw UnreadableEvent(std::string{type} + ": " + in_words(event.error()));
    return Event{std::move(*event)};
}

template <class T>
EventType describe() {
    return {info_of<T>().name, info_of<T>().schema_version, codec::schema<T>(),
            codec::to_json(sample<T>())};
}

std::map<std::string_view, TypeEntry> const& registry() {
    static auto const entries = [] {
        std::map<std::string_view, TypeEntry> all;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, EventVariant>>(
            [&all]<class T>(T*) {
                constexpr auto info = info_of<T>();
                auto const [place, fresh] = all.emplace(
                    info.name, TypeEntry{info.schema_version, &decode_as<T>, &describe<T>});
                require(fresh, "two events have one name");
            });
        return all;
    }();
    return entries;
}

template <class T>
void seal_member(T&, Sealer const&) {}

template <class T>
void seal_member(Personal<T>& member, Sealer const& seal) {
    if (auto const* plain = member.value()) {
        member.content = Sealed{seal(member.subject, codec::to_json(*plain))};
    }
}

template <class T>
void seal_member(std::optional<Personal<T>>& member, Sealer const& seal) {
    if (member) seal_member(*member, seal);
}

template <class T>
void seal_members(T& event, Sealer const& seal) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>(
        [&](auto member) { seal_member(event.*member.pointer, seal); });
}

Upcaster const* find_upcaster(std::span<Upcaster const> all, std::string_view type, int version) {
    for (auto const& one : all) {
        if (one.type == type && one.from_version == version) return &one;
    }
    return nullptr;
}

}  // namespace

std::string_view type_of(Event const& event) {
    return std::visit([]<class T>(T const&) -> std::string_view { return info_of<T>().name; },
                      event);
}

EncodedEvent encode(Event const& event) {
    return std::visit(
        []<class T>(T const& one) {
            return EncodedEvent{info_of<T>().name, info_of<T>().schema_version,
                                codec::to_json(one)};
        },
        event);
}

std::string encode(Metadata const& metadata) { return codec::to_json(metadata); }

Event decode(std::string_view type, int schema_version, std::string const& data,
             std::span<Upcaster const> by) {
    auto const entry = registry().find(type);
    if (entry == registry().end()) throw UnreadableEvent("no event is called " + std::string{type});
    auto const newest = entry->second.schema_version;
    if (schema_version == newest) return entry->second.decode(type, data);
    if (schema_version > newest) {
        throw UnreadableEvent(std::string{type} + " has version " + std::to_string(schema_version) +
                              ", this program knows " + std::to_string(newest));
    }
    std::string text = data;
    for (int version = schema_version; version < newest; ++version) {
        auto const* upcaster = find_upcaster(by, type, version);
        if (!upcaster) {
            throw UnreadableEvent("no upcaster for version " + std::to_string(version) + " of " +
                                  std::string{type});
        }
        text = upcaster->upcast(text);
    }
    return entry->second.decode(type, text);
}

RecordedEvent decode(RawEvent const& raw, std::span<Upcaster const> by) {
    auto metadata = codec::from_json<Metadata>(raw.metadata, codec::Unknown::ignore);
    if (!metadata) throw UnreadableEvent("metadata: " + in_words(metadata.error()));
    return {raw.position,         raw.id,
            raw.stream,           raw.version,
            raw.workspace,        decode(raw.type, raw.schema_version, raw.data, by),
            std::move(*metadata), raw.recorded_at};
}

std::vector<EventType> event_types() {
    std::vector<EventType> types;
    for (auto const& [name, entry] : registry()) types.push_back(entry.describe());
    return types;
}

void seal_personal(Event& event, Sealer const& seal) {
    std::visit([&seal](auto& one) { seal_members(one, seal); }, event);
}

}  // namespace atelier::eventstore
