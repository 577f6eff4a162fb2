#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/crypto/cipher.hpp"

namespace atelier::crypto {

/// The one key from which or under which all others are kept. It never reaches the database: who
/// has a dump and not this key reads no personal data and signs no token. Wiped when destroyed.
/// Immutable, so any thread may use it. Errors are sentences for the operator that say what to do
/// and never contain key material.
class MasterKey {
public:
    using Loaded = std::expected<MasterKey, std::string>;

    /// 64 hex digits, or 32 bytes in base64 (either alphabet, padded or not); white space around
    /// it is ignored.
    static Loaded from_text(std::string_view text);
    /// Reads a file that holds such a text. Refuses one that its group or others have any access
    /// to, and anything that is not a regular file.
    static Loaded load_file(std::filesystem::path const& path);
    /// Makes a random key and writes it to a new file with mode 0600, on disk (fsync of the file
    /// and of its folder) before it returns. Never replaces a file.
    static Loaded create_file(std::filesystem::path const& path);

    MasterKey(MasterKey const&) = default;
    MasterKey& operator=(MasterKey const&) = default;
    ~MasterKey();

    /// Seals a key for storage (60 raw bytes). `owner` (the id of whom it belongs to, say) must be
    /// the same to unwrap, so that stored keys cannot be swapped.
    std::string wrap(Key const& key, std::string_view owner = {}) const;
    /// Nothing when it was wrapped by another master key, for another owner, or was changed.
    std::optional<Key> unwrap(std::string_view wrapped, std::string_view owner = {}) const;

    /// The same key for the same purpose every time, and no way back to this one.
    Key derive(std::string_view purpose) const;

    /// 16 hex digits that tell one master key from another and reveal nothing of it: kept beside
    /// the data, so that a wrong key is noticed at the start.
    std::string fingerprint() const;

private:
    explicit MasterKey(Key const& key) : key_(key) {}

    Key key_;
};

}  // namespace atelier::crypto
