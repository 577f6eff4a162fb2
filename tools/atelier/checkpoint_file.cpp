#include "tools/atelier/checkpoint_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <system_error>

#include "eventstore/crypto/cipher.hpp"

namespace atelier::tools {
namespace {

using eventstore::Checkpoint;
using eventstore::LogHead;

CommandFailed file_failed(std::string const& file, int error) {
    return {ExitCode::failure,
            fmt::format("Cannot use {}: {}.", file, std::generic_category().message(error))};
}

std::string read_text(std::string const& file) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) throw file_failed(file, EISDIR);
    std::ifstream stream{file};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream || text.empty()) {
        if (!stream.is_open()) throw file_failed(file, errno);
        throw CommandFailed(ExitCode::bad_checkpoint, file + " is empty.");
    }
    return text;
}

void read_into(std::vector<KeptCheckpoint>& kept, std::string const& file) {
    std::istringstream text{read_text(file)};
    std::string line;
    for (int number = 1; std::getline(text, line); ++number) {
        if (line.find_first_not_of(" \t\r") == line.npos) continue;
        auto const where = fmt::format("{}, line {}", file, number);
        auto checkpoint = eventstore::checkpoint_from(line);
        if (!checkpoint) {
            throw CommandFailed(ExitCode::bad_checkpoint, where + " is no checkpoint.");
        }
        kept.push_back({where, std::move(*checkpoint)});
    }
}

/// Closes the file that it is of.
struct File {
    int descriptor;
    ~File() { ::close(descriptor); }
};

std::optional<Verdict> judge_signature(KeptCheckpoint const& one,
                                       std::vector<crypto::PublicPoint> const& keys) {
    auto const key = std::ranges::find(keys, one.checkpoint.key_id, &eventstore::key_id_of);
    if (key == keys.end()) {
        return Verdict{ExitCode::bad_checkpoint,
                       fmt::format("{}: is of a key {} that is not the one to trust: a forged "
                                   "checkpoint, or the wrong --public-key",
                                   one.where, one.checkpoint.key_id)};
    }
    if (eventstore::is_signed_by(one.checkpoint, *key)) return std::nullopt;
    return Verdict{ExitCode::bad_checkpoint,
                   one.where + ": FORGED: its signature is not of what it says"};
}

std::optional<Verdict> judge_log(KeptCheckpoint const& one, LogHead const& head) {
    if (one.checkpoint.log_id == head.log_id) return std::nullopt;
    return Verdict{ExitCode::other_log,
                   fmt::format("{}: is of ANOTHER LOG, {}", one.where, one.checkpoint.log_id)};
}

std::optional<Verdict> judge_position(KeptCheckpoint const& one, LogHead const& head,
                                      eventstore::Connection& connection) {
    auto const& [log_id, position, hash, recorded_at, key_id, signature] = one.checkpoint;
    if (position > head.position) {
        return Verdict{ExitCode::truncated,
                       fmt::format("{}: TRUNCATED: position {} was written by {}, and the log ends "
                                   "at {}",
                                   one.where, position, to_text(recorded_at), head.position)};
    }
    auto const links = eventstore::read_links(connection, position, position);
    if (!links.empty() && crypto::hex_encode(links.front().hash) == hash) return std::nullopt;
    return Verdict{ExitCode::altered,
                   fmt::format("{}: REWRITTEN: position {} or one before it is not what it was, "
                               "recorded at {}",
                               one.where, position, to_text(recorded_at))};
}

}  // namespace

std::vector<KeptCheckpoint> read_checkpoints(std::vector<std::string> const& files) {
    std::vector<KeptCheckpoint> kept;
    for (auto const& file : files) read_into(kept, file);
    if (kept.empty() && !files.empty()) {
        throw CommandFailed(ExitCode::bad_checkpoint, files.front() + " holds no checkpoint.");
    }
    return kept;
}

void append_checkpoint(std::string const& file, Checkpoint const& checkpoint) {
    File const open{::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644)};
    if (open.descriptor < 0) throw file_failed(file, errno);
    auto const line = eventstore::to_line(checkpoint) + "\n";
    // One write: what appends at the same time stands before or behind, never between.
    auto const written = ::write(open.descriptor, line.data(), line.size());
    if (written != std::ssize(line)) throw file_failed(file, written < 0 ? errno : ENOSPC);
    if (::fsync(open.descriptor) != 0 && errno != EINVAL) throw file_failed(file, errno);
}

crypto::PublicPoint read_public_key(std::string const& file) {
    auto const point = crypto::public_point_from_pem(read_text(file));
    if (point) return *point;
    throw CommandFailed(
        ExitCode::usage,
        fmt::format("{} is no public key of Ed25519 in PEM: give what `atelier checkpoint "
                    "--public-key` printed.",
                    file));
}

std::vector<Verdict> judge_checkpoints(std::vector<KeptCheckpoint> const& kept,
                                       std::vector<crypto::PublicPoint> const& keys,
                                       bool from_outside, LogHead const& head,
                                       eventstore::Connection& connection) {
    std::vector<Verdict> verdicts;
    std::size_t holding = 0;
    Checkpoint const* newest = nullptr;
    for (auto const& one : kept) {
        std::optional<Verdict> verdict;
        // By the log's own key nothing can be said of another log's signature.
        if (!from_outside) verdict = judge_log(one, head);
        if (!verdict) verdict = judge_signature(one, keys);
        if (!verdict) verdict = judge_log(one, head);
        if (!verdict) verdict = judge_position(one, head, connection);
        if (verdict) {
            verdicts.push_back(std::move(*verdict));
            continue;
        }
        ++holding;
        if (!newest || newest->position < one.checkpoint.position) newest = &one.checkpoint;
    }
    if (newest) {
        verdicts.push_back({ExitCode::ok, fmt::format("{} of {} checkpoints hold; the newest is "
                                                      "of position {}, recorded at {}",
                                                      holding, kept.size(), newest->position,
                                                      to_text(newest->recorded_at))});
    }
    return verdicts;
}

}  // namespace atelier::tools
