#include "eventstore/crypto/master_key.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "schemas/codec/base64.hpp"
#include "tests/unit/crypto/samples.hpp"

namespace atelier::crypto {

namespace {

constexpr std::string_view sample =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";

/// A folder of its own for one test, gone afterwards.
class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "atelier-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;

    std::filesystem::path file(std::string_view name) const { return path_ / name; }

    std::filesystem::path write(std::string_view name, std::string_view text, mode_t mode) const {
        std::ofstream(file(name)) << text;
        REQUIRE(::chmod(file(name).c_str(), mode) == 0);
        return file(name);
    }

private:
    std::filesystem::path path_;
};

mode_t mode_of(std::filesystem::path const& path) {
    struct stat status{};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

std::string content_of(std::filesystem::path const& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

MasterKey new_key() { return MasterKey::from_text(hex_encode(random_key())).value(); }

bool says(MasterKey::Loaded const& result, std::string_view words) {
    return !result && result.error().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a master key is read from hex and from every form of base64") {
    auto raw = unhex(sample);
    auto expected = MasterKey::from_text(sample).value().fingerprint();
    std::string upper(sample);
    for (char& digit : upper) digit = static_cast<char>(std::toupper(digit));
    for (auto const& text :
         {upper, std::string(" \n") + std::string(sample) + "\r\n", codec::base64_encode(raw),
          codec::base64url_encode(raw), codec::base64url_encode(raw) + "="}) {
        auto key = MasterKey::from_text(text);
        REQUIRE(key.has_value());
        CHECK(key->fingerprint() == expected);
    }
}

TEST_CASE("base64 with both plus and slash is read like its URL form") {
    std::string raw(32, '\xfb');
    raw[1] = '\xff';
    REQUIRE(codec::base64_encode(raw).find_first_of("+/") != std::string::npos);
    CHECK(MasterKey::from_text(codec::base64_encode(raw)).value().fingerprint() ==
          MasterKey::from_text(hex_encode(raw)).value().fingerprint());
}

TEST_CASE("a text that is no key is refused with what would be right, and is not repeated") {
    std::string no_hex(sample);
    no_hex[10] = 'x';
    for (auto const& text : {std::string("password"), no_hex, std::string(sample.substr(2)),
                             std::string(sample) + "00", codec::base64_encode("too short"),
                             codec::base64_encode(std::string(33, 'x')), std::string(43, '*')}) {
        auto key = MasterKey::from_text(text);
        CHECK(says(key, "64 hex digits"));
        CHECK_FALSE(says(key, text));
    }
    CHECK(says(MasterKey::from_text(""), "empty"));
    CHECK(says(MasterKey::from_text(" \n"), "empty"));
}

TEST_CASE("a created file has mode 0600 and loads as the same key") {
    Folder folder;
    auto previous = ::umask(0);
    auto created = MasterKey::create_file(folder.file("master.key"));
    ::umask(previous);
    REQUIRE(created.has_value());
    CHECK(mode_of(folder.file("master.key")) == 0600);
    auto loaded = MasterKey::load_file(folder.file("master.key"));
    REQUIRE(loaded.has_value());
    CHECK(loaded->fingerprint() == created->fingerprint());
}

TEST_CASE("every created key is another one") {
    Folder folder;
    CHECK(MasterKey::create_file(folder.file("one")).value().fingerprint() !=
          MasterKey::create_file(folder.file("two")).value().fingerprint());
}

TEST_CASE("creating never replaces a file") {
    Folder folder;
    auto path = folder.write("master.key", sample, 0600);
    CHECK(says(MasterKey::create_file(path), "exists already"));
    CHECK(content_of(path) == sample);
}

TEST_CASE("creating in a folder that does not exist says so") {
    Folder folder;
    CHECK(says(MasterKey::create_file(folder.file("no/master.key")), "Make the folder"));
}

TEST_CASE("a file that its group or others can reach is refused with the command that helps") {
    Folder folder;
    for (mode_t mode : {0604, 0640, 0644, 0660, 0601, 0610, 0620, 0602}) {
        auto loaded = MasterKey::load_file(folder.write("master.key", sample, mode));
        CHECK(says(loaded, "chmod 600"));
        CHECK_FALSE(says(loaded, sample));
    }
}

TEST_CASE("a file of its owner alone is loaded, read-only too") {
    Folder folder;
    for (mode_t mode : {0600, 0400}) {
        CHECK(MasterKey::load_file(folder.write("key" + std::to_string(mode), sample, mode))
                  .has_value());
    }
}

TEST_CASE("a link to a key file is followed and the file itself judged") {
    Folder folder;
    auto path = folder.write("master.key", sample, 0600);
    std::filesystem::create_symlink(path, folder.file("link"));
    CHECK(MasterKey::load_file(folder.file("link")).has_value());
    REQUIRE(::chmod(path.c_str(), 0644) == 0);
    CHECK(says(MasterKey::load_file(folder.file("link")), "chmod 600"));
}

TEST_CASE("what is no key file is refused with its reason") {
    Folder folder;
    CHECK(says(MasterKey::load_file(folder.file("missing")), "Cannot open"));
    CHECK(says(MasterKey::load_file(folder.file(".")), "no regular file"));
    REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
    CHECK(says(MasterKey::load_file(folder.file("pipe")), "no regular file"));
    CHECK(says(MasterKey::load_file(folder.write("empty", "", 0600)), "empty"));
    CHECK(says(MasterKey::load_file(folder.write("half", sample.substr(32), 0600)), "hex digits"));
    CHECK(says(MasterKey::load_file(folder.write("long", std::string(257, ' '), 0600)), "longer"));
}

TEST_CASE("a wrapped key is unwrapped by the same master key for the same owner only") {
    auto master = new_key();
    auto key = random_key();
    auto wrapped = master.wrap(key, "user 7");
    CHECK(wrapped.size() == key_bytes + sealing_overhead_bytes);
    CHECK(master.unwrap(wrapped, "user 7") == key);
    CHECK_FALSE(master.unwrap(wrapped, "user 8").has_value());
    CHECK_FALSE(master.unwrap(wrapped).has_value());
    CHECK_FALSE(new_key().unwrap(wrapped, "user 7").has_value());
    CHECK(master.unwrap(master.wrap(key)) == key);
}

TEST_CASE("a wrapped key that was changed or cut is not unwrapped") {
    auto master = new_key();
    auto wrapped = master.wrap(random_key());
    for (std::size_t byte = 0; byte < wrapped.size(); ++byte) {
        CHECK_FALSE(master.unwrap(flip_bit(wrapped, byte)).has_value());
        CHECK_FALSE(master.unwrap(wrapped.substr(0, byte)).has_value());
    }
}

TEST_CASE("what is derived and told of a known key never changes") {
    auto master = MasterKey::from_text(sample).value();
    CHECK(hex_encode(master.derive("cursors")) ==
          "963caaaa18349f5d758bd3694ae687f1eeedb7ab7d458e389e3a0dab7db698c3");
    CHECK(master.fingerprint() == "2c96a021c7aadfc1");
}

TEST_CASE("derived keys differ by purpose and by master key") {
    auto master = new_key();
    CHECK(master.derive("a") != master.derive("b"));
    CHECK(master.derive("a") != new_key().derive("a"));
}

}  // namespace atelier::crypto
