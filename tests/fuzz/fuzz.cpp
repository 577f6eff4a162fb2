#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

#include "schemas/codec/value.hpp"

namespace atelier::fuzz {

std::uint8_t Input::byte() {
    if (rest_.empty()) return 0;
    auto const first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
}

std::uint64_t Input::number(std::size_t bytes) {
    std::uint64_t value = 0;
    while (bytes-- > 0) value = value << 8 | byte();
    return value;
}

std::string_view Input::line() {
    auto const text = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(text.size() + 1, rest_.size()));
    return text;
}

std::size_t choose(std::span<std::string const> names, std::string_view line) {
    auto const found = std::ranges::find(names, line);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    return line.empty() ? 0 : static_cast<unsigned char>(line.front()) % names.size();
}

void check_errors(std::string_view json, std::vector<codec::FieldError> const& errors) {
    require(!errors.empty(), "a refusal says nothing");
    require(errors.size() <= codec::max_errors, "a refusal says too much");
    auto const document = codec::Document::parse(json);
    bool const is_object = document && document->root().is_object();
    for (auto const& error : errors) {
        require(!error.message.empty(), "an error has no message");
        // A member may have the empty name; then the message alone must do.
        bool const is_unnamed = is_object && document->root().member("").has_value();
        require(!is_object || is_unnamed || !error.path.empty(), "an error names no place");
    }
}

}  // namespace atelier::fuzz

// libFuzzer's entry: https://llvm.org/docs/LibFuzzer.html#fuzz-target
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    atelier::fuzz::try_input({reinterpret_cast<char const*>(data), size});
    return 0;
}
