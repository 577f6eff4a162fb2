#include "eventstore/crypto/master_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "schemas/codec/base64.hpp"

namespace atelier::crypto {

namespace {

// Frozen: another text here is another key, and what the old one sealed is lost.
constexpr std::string_view wrapping_purpose = "atelier key wrapping v1";
constexpr std::string_view fingerprint_purpose = "atelier master key fingerprint v1";

constexpr std::size_t fingerprint_bytes = 8;
/// A key is 64 characters; more room only for white space around it.
constexpr std::size_t max_file_bytes = 256;

constexpr std::string_view expected_form =
    "Give 64 hex digits (as `openssl rand -hex 32` prints them) or 32 bytes in base64.";

class File {
public:
    File(std::filesystem::path const& path, int flags, mode_t mode = 0)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

std::string last_error() { return std::generic_category().message(errno); }

std::unexpected<std::string> refuse(std::string message) {
    return std::unexpected(std::move(message));
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view white = " \t\r\n";
    auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

/// Both alphabets of base64, padded or not, as people paste them.
std::optional<std::string> decode_any_base64(std::string_view text) {
    std::string url(text.substr(0, text.find_last_not_of('=') + 1));
    if (text.size() != url.size() && text.size() % 4 != 0) return std::nullopt;
    std::replace(url.begin(), url.end(), '+', '-');
    std::replace(url.begin(), url.end(), '/', '_');
    auto bytes = codec::base64url_decode(url);
    wipe({reinterpret_cast<std::uint8_t*>(url.data()), url.size()});
    return bytes;
}

std::optional<Key> to_key(std::optional<std::string> bytes) {
    if (!bytes || bytes->size() != key_bytes) return std::nullopt;
    Key key;
    std::copy(bytes->begin(), bytes->end(), key.begin());
    wipe({reinterpret_cast<std::uint8_t*>(bytes->data()), bytes->size()});
    return key;
}

/// Why this opened file may not hold a secret, or nothing.
std::optional<std::string> objection(File const& file, std::filesystem::path const& path) {
    struct stat status{};
    if (::fstat(file.descriptor(), &status) != 0) {
        return fmt::format("Cannot look at the master key file {}: {}.", path.string(),
                           last_error());
    }
    if (!S_ISREG(status.st_mode)) {
        return fmt::format(
            "The master key file {} is no regular file. Name the file that holds "
            "the key.",
            path.string());
    }
    if ((status.st_mode & 0077) != 0) {
        return fmt::format(
            "The master key file {} has mode {:04o}, so others than its owner can "
            "reach it. Run `chmod 600 {}`, and replace the key if somebody may "
            "have read it.",
            path.string(), status.st_mode & 07777, path.string());
    }
    return std::nullopt;
}

/// At most `max_file_bytes + 1` bytes, so that too long a file shows; nothing on an error.
std::optional<std::string> read_all(File const& file) {
    std::string text(max_file_bytes + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        ssize_t got = ::read(file.descriptor(), text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
}

bool write_all(File const& file, std::string_view text) {
    while (!text.empty()) {
        ssize_t put = ::write(file.descriptor(), text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

/// The new name is only safe once the folder that holds it is on disk too.
bool sync_folder_of(std::filesystem::path const& path) {
    auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    File file(folder, O_RDONLY | O_DIRECTORY);
    return file.is_open() && ::fsync(file.descriptor()) == 0;
}

}  // namespace

MasterKey::~MasterKey() { wipe(key_); }

MasterKey::Loaded MasterKey::from_text(std::string_view text) {
    auto trimmed = trim(text);
    if (trimmed.empty()) {
        return refuse(fmt::format("The master key is empty. {}", expected_form));
    }
    bool is_hex = trimmed.size() == 2 * key_bytes;
    auto key = to_key(is_hex ? hex_decode(trimmed) : decode_any_base64(trimmed));
    if (!key) {
        return refuse(fmt::format("The master key is not well-formed ({} characters). {}",
                                  trimmed.size(), expected_form));
    }
    return MasterKey(*key);
}

MasterKey::Loaded MasterKey::load_file(std::filesystem::path const& path) {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write.
    File file(path, O_RDONLY | O_NONBLOCK);
    if (!file.is_open()) {
        return refuse(
            fmt::format("Cannot open the master key file {}: {}. Check the path and "
                        "that this user owns the file.",
                        path.string(), last_error()));
    }
    if (auto reason = objection(file, path)) return refuse(std::move(*reason));
    auto text = read_all(file);
    if (!text) {
        return refuse(
            fmt::format("Cannot read the master key file {}: {}.", path.string(), last_error()));
    }
    if (text->size() > max_file_bytes) {
        return refuse(
            fmt::format("The master key file {} is longer than a key. It must hold "
                        "nothing but the key. {}",
                        path.string(), expected_form));
    }
    auto key = from_text(*text);
    wipe({reinterpret_cast<std::uint8_t*>(text->data()), text->size()});
    if (!key) return refuse(fmt::format("{}: {}", path.string(), key.error()));
    return key;
}

MasterKey::Loaded MasterKey::create_file(std::filesystem::path const& path) {
    MasterKey key(random_key());
    File file(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!file.is_open() && errno == EEXIST) {
        return refuse(
            fmt::format("{} exists already and is not replaced, because what its key "
                        "sealed would be lost. Use it, or choose another path.",
                        path.string()));
    }
    if (!file.is_open()) {
        return refuse(
            fmt::format("Cannot create the master key file {}: {}. Make the folder and "
                        "let this user write to it.",
                        path.string(), last_error()));
    }
    auto text = hex_encode(key.key_) + '\n';
    bool stored = write_all(file, text) && ::fsync(file.descriptor()) == 0 && sync_folder_of(path);
    auto reason = last_error();
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    if (!stored) {
        // Nothing was sealed with it yet, and half a key would only be in the way.
        ::unlink(path.c_str());
        return refuse(
            fmt::format("Cannot write the master key file {}: {}. Check the disk and "
                        "try again.",
                        path.string(), reason));
    }
    return key;
}

std::string MasterKey::wrap(Key const& key, std::string_view owner) const {
    return seal(derive(wrapping_purpose), as_text(key), owner);
}

std::optional<Key> MasterKey::unwrap(std::string_view wrapped, std::string_view owner) const {
    return to_key(crypto::open(derive(wrapping_purpose), wrapped, owner));
}

Key MasterKey::derive(std::string_view purpose) const { return hkdf(key_, purpose); }

std::string MasterKey::fingerprint() const {
    auto digest = derive(fingerprint_purpose);
    return hex_encode(std::span<std::uint8_t const>(digest).first(fingerprint_bytes));
}

}  // namespace atelier::crypto
