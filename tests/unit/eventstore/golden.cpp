#include "tests/unit/eventstore/golden.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace atelier::test {
namespace {

using eventstore::EventType;

struct GoldenName {
    std::string type;
    int version;
};

std::string file_name(std::string const& type, int version) {
    return type + ".v" + std::to_string(version) + ".json";
}

std::optional<GoldenName> name_of(std::filesystem::path const& file) {
    auto const stem = file.stem().string();
    auto const mark = stem.rfind(".v");
    if (file.extension() != ".json" || mark == std::string::npos) return std::nullopt;
    int version = 0;
    auto const* const end = stem.data() + stem.size();
    auto const [stopped, error] = std::from_chars(stem.data() + mark + 2, end, version);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return GoldenName{stem.substr(0, mark), version};
}

std::string content_of(std::filesystem::path const& file) {
    std::ifstream stream{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

void check_newest(std::vector<std::string>& problems, std::filesystem::path const& folder,
                  EventType const& type) {
    auto const file = folder / file_name(type.name, type.schema_version);
    if (!std::filesystem::exists(file)) {
        problems.push_back("there is no golden copy of " + type.name + " version " +
                           std::to_string(type.schema_version) +
                           ": write it by `atelier schema write`");
    } else if (content_of(file) != type.sample) {
        problems.push_back("shape changed without a new version: " + type.name + " is now " +
                           type.sample + ", and stored events are " + content_of(file) +
                           ". Undo the change, or run `tools/generate event " + type.name +
                           "`, which gives it the next version and an upcaster from version " +
                           std::to_string(type.schema_version) +
                           " (eventstore/codec/upcasters.cpp)");
    }
    for (int version = 1; version < type.schema_version; ++version) {
        if (std::filesystem::exists(folder / file_name(type.name, version))) continue;
        problems.push_back("the golden copy of " + type.name + " version " +
                           std::to_string(version) +
                           " is gone: events of it are stored for ever, take it back");
    }
}

void check_readable(std::vector<std::string>& problems, std::filesystem::path const& file,
                    std::span<eventstore::Upcaster const> by) {
    auto const name = name_of(file);
    if (!name) {
        problems.push_back(file.filename().string() +
                           " is no <EventName>.v<version>.json: remove it");
        return;
    }
    try {
        auto const event = eventstore::decode(name->type, name->version, content_of(file), by);
        if (eventstore::type_of(event) == name->type) return;
        problems.push_back(file.filename().string() + " is read as another event");
    } catch (eventstore::UnreadableEvent const& error) {
        problems.push_back("stored events like " + file.filename().string() +
                           " cannot be read any more (" + error.what() +
                           "): keep the event's name, and write the upcaster that is missing");
    }
}

}  // namespace

std::vector<std::string> golden_problems(std::filesystem::path const& folder,
                                         std::span<EventType const> types,
                                         std::span<eventstore::Upcaster const> by) {
    std::vector<std::string> problems;
    for (auto const& type : types) check_newest(problems, folder, type);
    if (!std::filesystem::exists(folder)) return problems;
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
        check_readable(problems, entry.path(), by);
    }
    return problems;
}

}  // namespace atelier::test
