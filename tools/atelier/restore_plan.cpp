#include "tools/atelier/restore_plan.hpp"

#include <fmt/format.h>

#include <fstream>

#include "schemas/codec/json.hpp"
#include "tools/atelier/exit_code.hpp"

namespace atelier::tools {
namespace {

namespace fs = std::filesystem;

std::optional<crypto::MasterKey> key_at_hand(Config const& config) {
    if (config.master_key) return config.master_key;
    std::error_code ignored;
    if (!config.is_embedded() || !fs::exists(config.master_key_file(), ignored))
        return std::nullopt;
    auto loaded = crypto::MasterKey::load_file(config.master_key_file());
    if (!loaded) throw CommandFailed(ExitCode::failure, loaded.error());
    return *loaded;
}

std::string trimmed(std::string line) {
    line = line.substr(0, line.find('#'));
    auto const first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

std::vector<std::string> read_erased(fs::path const& path) {
    std::ifstream file{path};
    if (!file) {
        throw CommandFailed(ExitCode::usage, fmt::format("Cannot read {}.", path.string()));
    }
    std::vector<std::string> ids;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        auto const text = trimmed(line);
        if (text.empty()) continue;
        auto const id = uuid_from_text(text);
        if (!id) {
            throw CommandFailed(ExitCode::usage,
                                fmt::format("{}, line {}: '{}' is not the id of a person.",
                                            path.string(), number, text.substr(0, 60)));
        }
        ids.push_back(to_text(*id));
    }
    return ids;
}

std::vector<CommandWords> restore_words(PostgresPrograms const& programs, fs::path const& folder,
                                        BackupManifest const& manifest,
                                        std::vector<std::string> const& erased) {
    std::string people;
    for (auto const& id : erased) people += (people.empty() ? "" : ",") + id;
    auto const proof = fmt::format("select log.require_whole({}, '{}', '{}')", manifest.position,
                                   manifest.hash, codec::to_json(manifest.tables));
    return {{programs.program("pg_restore"), "--format=directory", "--no-owner", "--file=-",
             folder.string()},
            {programs.program("psql"), "--no-psqlrc", "--no-password", "--quiet",
             "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--single-transaction",
             "--command=" + std::string{clear_statements}, "--file=-", "--command=" + proof,
             fmt::format("--command=select log.start_epoch('{{{}}}')", people)}};
}

void check_key(Config const& config, BackupManifest const& manifest) {
    if (!manifest.master_key) return;
    auto const key = key_at_hand(config);
    if (key && key->fingerprint() == *manifest.master_key) return;
    auto const where = config.is_embedded()
                           ? fmt::format("put its file at {}, or set ATELIER_MASTER_KEY",
                                         config.master_key_file().string())
                           : std::string{"set ATELIER_MASTER_KEY"};
    if (!key) {
        throw CommandFailed(ExitCode::refused,
                            fmt::format("The backup needs the master key of fingerprint {}: {}. "
                                        "Nothing was restored.",
                                        *manifest.master_key, where));
    }
    throw CommandFailed(
        ExitCode::refused,
        fmt::format("This is not the master key of the backup: it was made with the key of "
                    "fingerprint {}, and {} is that of the key given ({}). To restore, {}. Nothing "
                    "was restored.",
                    *manifest.master_key, key->fingerprint(),
                    config.master_key ? "ATELIER_MASTER_KEY" : config.master_key_file().string(),
                    where));
}

}  // namespace atelier::tools
