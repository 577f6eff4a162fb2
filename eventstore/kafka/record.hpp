#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::eventstore {

/// A header of a record that is sent; its name is a literal.
struct NamedText {
    char const* name;
    std::string text;
};

/// A record to send. Records of one key go to one partition, by the same hash as that of Kafka's
/// Java client, where none is named.
struct ProducedRecord {
    std::string key;
    std::string value;
    std::vector<NamedText> headers;
    std::optional<std::int32_t> partition = {};
};

struct HeaderView {
    std::string_view name;
    std::string_view text;
};

/// A record as it was received; valid only during the call that it is given to.
struct ConsumedRecord {
    std::string_view topic;
    int partition = 0;
    std::int64_t offset = 0;
    std::string_view key;
    std::string_view value;
    std::span<HeaderView const> headers;
};

/// The first header of that name; nothing where there is none. Valid as long as the record.
std::optional<std::string_view> find_header(ConsumedRecord const& record, std::string_view name);

/// `topic/partition/offset`, for messages.
std::string place_of(ConsumedRecord const& record);

}  // namespace atelier::eventstore
