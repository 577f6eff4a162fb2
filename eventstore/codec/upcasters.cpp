#include "eventstore/codec/event_codec.hpp"

namespace atelier::eventstore {

namespace {

/// The stored object with one more member at its end.
std::string with_member(std::string const& data, std::string_view member) {
    auto const end = data.rfind('}');
    bool const is_empty = data.find('"') == std::string::npos;
    return data.substr(0, end) + (is_empty ? "" : ",") + std::string{member} + "}";
}

constexpr Upcaster all[] = {
    {"TaskCreated", 1,
     [](std::string const& data) { return with_member(data, R"("kind":"TASK")"); }},
    // Version 2 has members that version 1 never set, and days beside times.
    {"TaskEdited", 1, [](std::string const& data) { return data; }},
    {"TimerStarted", 1,
     [](std::string const& data) { return with_member(data, R"("billable":false)"); }},
};

}  // namespace

// A changed event gets an entry here that turns its old form into its new one, and its old golden
// copy stays in schemas/golden.
std::span<Upcaster const> upcasters() { return all; }

}  // namespace atelier::eventstore
