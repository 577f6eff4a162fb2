#include "tools/postgres/folders.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "tools/postgres/descriptor.hpp"

namespace atelier::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_socket_path = 107;
constexpr std::string_view socket_name = "/.s.PGSQL.5432.lock";
constexpr mode_t private_mode = 0700;

using Failure = std::unexpected<std::string>;

Failure failure(std::string_view what, fs::path const& path) {
    return Failure(fmt::format("cannot {} {}: {}", what, path.native(), reason(errno)));
}

/// Makes the folder, private to the user; one that is there is left as it is.
std::expected<void, std::string> make_private(fs::path const& folder, SystemUser const& user) {
    if (mkdir(folder.c_str(), private_mode) != 0) {
        if (errno == EEXIST) return {};
        return failure("make the folder", folder);
    }
    if (!give_to(user, folder)) return failure("give to user " + user.name + " the folder", folder);
    return {};
}

/// Who the server of an existing home runs as: its owner.
std::expected<SystemUser, std::string> owner_of(fs::path const& home) {
    struct stat status{};
    if (stat(home.c_str(), &status) != 0) return failure("look at", home);
    auto const me = current_user();
    if (status.st_uid == me.uid && !me.is_root()) return me;
    if (!me.is_root()) {
        return Failure(
            fmt::format("{} belongs to another user (number {}): run as that user, or "
                        "choose another folder with --data",
                        home.native(), status.st_uid));
    }
    if (status.st_uid != 0) return user_numbered(status.st_uid);
    if (!fs::exists(home / "cluster")) return user_named("postgres");
    return Failure(
        fmt::format("{0} belongs to root, and PostgreSQL does not run as root: "
                    "chown -R postgres {0}",
                    home.native()));
}

/// A home outside the data folder, which the server's user cannot reach.
std::expected<fs::path, std::string> make_linked_home(fs::path const& link) {
    std::string home = "/var/lib/atelier/postgres-XXXXXX";
    auto const parent = fs::path{home}.parent_path();
    bool const made = mkdir(parent.c_str(), 0755) == 0;
    // Whatever the umask says, the server's user has to pass.
    if (made ? chmod(parent.c_str(), 0755) != 0 : errno != EEXIST) {
        return failure("make the folder", parent);
    }
    if (mkdtemp(home.data()) == nullptr) return failure("make a folder in", parent);
    if (symlink(home.c_str(), link.c_str()) != 0) return failure("make the link", link);
    return home;
}

struct Home {
    fs::path folder;
    SystemUser user;
};

std::expected<Home, std::string> make_home(fs::path const& data_folder, fs::path const& home) {
    auto user = current_user();
    if (user.is_root()) {
        auto const postgres = user_named("postgres");
        if (!postgres) {
            return Failure("PostgreSQL does not run as root, and " + postgres.error() +
                           ": install the package postgresql, or start Atelier as another user");
        }
        user = *postgres;
        if (!can_enter(user, data_folder)) {
            auto linked = make_linked_home(home);
            if (!linked) return Failure(linked.error());
            return Home{*linked, user};
        }
    }
    return Home{home, user};
}

std::expected<Home, std::string> find_home(fs::path const& data_folder) {
    auto const home = data_folder / "postgres";
    std::error_code error;
    if (fs::exists(home, error)) {
        auto const user = owner_of(home);
        if (!user) return Failure(user.error());
        return Home{fs::canonical(home, error), *user};
    }
    if (fs::is_symlink(home, error)) {
        return Failure(
            fmt::format("{} points to {}, which is gone: bring it back, or remove the "
                        "link to begin with an empty database",
                        home.native(), fs::read_symlink(home, error).native()));
    }
    return make_home(data_folder, home);
}

bool is_plain(std::string_view path) {
    return std::ranges::all_of(path, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '.' || c == '_' || c == '-';
    });
}

bool fits_socket(fs::path const& folder) {
    return folder.native().size() + socket_name.size() <= longest_socket_path &&
           is_plain(folder.native());
}

/// FNV-1a, 64 bits: the same folder gets the same name in every process.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (auto const c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

fs::path socket_folder(fs::path const& home) {
    if (auto const folder = home / "socket"; fits_socket(folder)) return folder;
    auto const name = fmt::format("atelier-{:016x}", hash_of(home.native()));
    auto const* runtime = current_user().is_root() ? nullptr : std::getenv("XDG_RUNTIME_DIR");
    if (runtime != nullptr && fits_socket(fs::path{runtime} / name) && fs::exists(runtime)) {
        return fs::path{runtime} / name;
    }
    return fs::path{"/tmp"} / name;
}

/// In /tmp somebody else may have made a folder of that name first.
std::expected<void, std::string> require_private(fs::path const& folder, SystemUser const& user) {
    struct stat status{};
    if (lstat(folder.c_str(), &status) != 0) return failure("look at", folder);
    if (S_ISDIR(status.st_mode) && status.st_uid == user.uid &&
        (status.st_mode & 0777) == private_mode) {
        return {};
    }
    return Failure(fmt::format("{} is not a folder of user {} with mode 0700: remove it",
                               folder.native(), user.name));
}

}  // namespace

bool give_to(SystemUser const& user, fs::path const& path) {
    return !current_user().is_root() || lchown(path.c_str(), user.uid, user.gid) == 0;
}

std::expected<ClusterFolders, std::string> prepare_folders(fs::path const& data_folder) {
    auto const found = find_home(data_folder);
    if (!found) return Failure(found.error());
    auto const& [home, user] = *found;
    auto const socket = socket_folder(home);
    if (auto made = make_private(home, user); !made) return Failure(made.error());
    // Root's still after a start that was killed, or when it lies in /var/lib/atelier.
    if (!give_to(user, home)) return failure("give to user " + user.name + " the folder", home);
    if (auto made = make_private(socket, user); !made) return Failure(made.error());
    for (auto const& folder : {home, socket}) {
        if (auto sound = require_private(folder, user); !sound) return Failure(sound.error());
    }
    if (!can_enter(user, home)) {
        return Failure(
            fmt::format("user {} cannot reach {}: give the folders above it the "
                        "permission o+x, or choose another folder with --data",
                        user.name, home.native()));
    }
    return ClusterFolders{home, home / "cluster", socket, home / "startup.log", user};
}

}  // namespace atelier::tools
