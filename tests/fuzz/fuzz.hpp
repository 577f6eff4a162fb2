#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/require.hpp"
#include "schemas/codec/json.hpp"

/// What the fuzz targets share. A target is one file with one `try_input`, which looks at whatever
/// bytes it is given and aborts (`require`) when a property does not hold.
namespace atelier::fuzz {

/// Defined by each target.
void try_input(std::string_view bytes);

/// An input, read from its front. Past its end it gives zeros and empty texts.
class Input {
public:
    explicit Input(std::string_view bytes) : rest_(bytes) {}

    bool empty() const { return rest_.empty(); }
    std::uint8_t byte();
    /// Big-endian, of that many bytes.
    std::uint64_t number(std::size_t bytes);
    /// Up to the next line feed, which is taken too.
    std::string_view line();
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

/// The index of the name that the line says, or else one that its first byte chooses.
std::size_t choose(std::span<std::string const> names, std::string_view line);

/// Of a refusal: an error at least, not too many, each with a message, and each with a place
/// where the text is an object at all.
void check_errors(std::string_view json, std::vector<codec::FieldError> const& errors);

/// What reads is written in one form, which reads as the same again; what does not read says where.
/// The value, where it reads.
template <codec::Codable T>
std::optional<T> check_reading(std::string_view json, codec::Unknown unknown) {
    auto value = codec::from_json<T>(json, unknown);
    if (!value) {
        check_errors(json, value.error());
        return std::nullopt;
    }
    auto const written = codec::to_json(*value);
    auto const again = codec::from_json<T>(written);
    require(again.has_value(), "what was written is refused");
    require(codec::to_json(*again) == written, "what was written reads as something else");
    return std::move(*value);
}

}  // namespace atelier::fuzz
