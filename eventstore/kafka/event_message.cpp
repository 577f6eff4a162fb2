#include "eventstore/kafka/event_message.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "eventstore/source/source_error.hpp"
#include "schemas/codec/value.hpp"

namespace atelier::eventstore {
namespace {

constexpr auto spec_version = "1.0";
constexpr auto epoch_header = "ce_logepoch";

std::optional<std::string> traceparent_in(std::string const& metadata) {
    // Most events carry none, and a search is a hundred times cheaper than parsing.
    if (!metadata.contains("\"traceparent\"")) return std::nullopt;
    auto const document = codec::Document::parse(metadata);
    if (!document) return std::nullopt;
    auto const member = document->root().member("traceparent");
    auto const text = member ? member->as_string() : std::nullopt;
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

/// Takes headers of a record apart, and says which one is wrong.
class HeaderReader {
public:
    explicit HeaderReader(ConsumedRecord const& record) : record_(record) {}

    std::string_view text(std::string_view name) const {
        if (auto const found = find_header(record_, name)) return *found;
        throw SourceError(place_of(record_) + " has no header " + std::string{name}, false);
    }

    template <class Number>
    Number number(std::string_view name) const {
        auto const digits = text(name);
        Number number{};
        auto const [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc{} || end != digits.data() + digits.size()) fail(name, digits);
        return number;
    }

    template <class T>
    T value(std::string_view name) const {
        auto const value = T::from_text(text(name));
        if (!value) fail(name, text(name));
        return *value;
    }

private:
    [[noreturn]] void fail(std::string_view name, std::string_view text) const {
        throw SourceError(place_of(record_) + " has a header " + std::string{name} +
                              " that cannot be read: '" + std::string{text.substr(0, 100)} + "'",
                          false);
    }

    ConsumedRecord const& record_;
};

}  // namespace

std::optional<std::string_view> find_header(ConsumedRecord const& record, std::string_view name) {
    auto const header = std::ranges::find(record.headers, name, &HeaderView::name);
    return header == record.headers.end() ? std::nullopt : std::optional{header->text};
}

std::string place_of(ConsumedRecord const& record) {
    return std::string{record.topic} + "/" + std::to_string(record.partition) + "/" +
           std::to_string(record.offset);
}

std::string_view epoch_of(ConsumedRecord const& record) {
    return find_header(record, epoch_header).value_or("");
}

ProducedRecord record_of(RawEvent const& event, LogEpoch const& epoch) {
    auto workspace = to_text(event.workspace);
    ProducedRecord record{workspace, event.data, {}};
    record.headers = {
        {"content-type", "application/json"},
        {"ce_specversion", spec_version},
        {"ce_id", to_text(event.id)},
        {"ce_source", "/atelier"},
        {"ce_type", event.type},
        {"ce_subject", to_text(event.stream)},
        {"ce_time", to_text(event.recorded_at)},
        {"ce_position", std::to_string(event.position)},
        {"ce_streamversion", std::to_string(event.version)},
        {"ce_workspaceid", std::move(workspace)},
        {"ce_schemaversion", std::to_string(event.schema_version)},
        {"atelier_metadata", event.metadata},
    };
    if (!epoch.id.empty()) record.headers.push_back({epoch_header, epoch.id});
    if (auto parent = traceparent_in(event.metadata)) {
        record.headers.push_back({"ce_traceparent", *std::move(parent)});
    }
    return record;
}

RawEvent event_of(ConsumedRecord const& record) {
    HeaderReader const headers{record};
    if (auto const version = headers.text("ce_specversion"); version != spec_version) {
        throw SourceError(place_of(record) + " is a CloudEvent of version " + std::string{version},
                          false);
    }
    return {.position = headers.number<Position>("ce_position"),
            .id = headers.value<EventId>("ce_id"),
            .stream = headers.value<StreamId>("ce_subject"),
            .version = headers.number<std::int64_t>("ce_streamversion"),
            .type = std::string{headers.text("ce_type")},
            .schema_version = headers.number<int>("ce_schemaversion"),
            .workspace = headers.value<WorkspaceId>("ce_workspaceid"),
            .data = std::string{record.value},
            .metadata = std::string{headers.text("atelier_metadata")},
            .recorded_at = headers.value<Timestamp>("ce_time")};
}

}  // namespace atelier::eventstore
