#include "tools/atelier/verify_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe.hpp>
#include <future>
#include <tuple>

#include "eventstore/crypto/cipher.hpp"
#include "schemas/codec/json.hpp"
#include "tools/atelier/checkpoint_file.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/open_database.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/progress.hpp"

namespace atelier::tools {
namespace {

using eventstore::ChainCheck;
using eventstore::Connection;
using eventstore::Fault;
using eventstore::LogHead;
using eventstore::Position;

std::string sentence(Fault const& fault) {
    if (fault.position == 0) return fault.words;
    return fmt::format("position {} {}", fault.position, fault.words);
}

/// The range that is asked for, of a log that ends at `head`.
ChainCheck range_of(LogVerification const& request, LogHead const& head, std::string const& url) {
    auto const to = request.to.value_or(head.position);
    if (to > head.position || request.from > to + 1) {
        throw CommandFailed(ExitCode::refused,
                            fmt::format("There are no positions {} to {}: the log ends at {}.",
                                        request.from, to, head.position));
    }
    return {url, request.from, to, request.jobs, {}};
}

std::optional<Fault> check_with_progress(ChainCheck check) {
    Progress progress{"log", "events"};
    auto const total = check.to - check.from + 1;
    check.on_progress = [&progress, total](std::int64_t done) {
        progress.update(done, total);
        check_interrupt();
    };
    check.on_progress(0);
    auto fault = eventstore::check_chain(check);
    progress.finish();
    return fault;
}

/// The chain, and beside it what the database sorts and counts. The first position first; at one
/// position the chain's own words, which say the most.
std::vector<Fault> find_faults(ChainCheck const& check, LogHead const& head, Connection& snapshot) {
    auto streams = std::async(std::launch::async, [&] {
        return eventstore::check_streams(snapshot, head, check.from, check.to);
    });
    std::vector<Fault> faults;
    if (auto fault = check_with_progress(check)) faults.push_back(std::move(*fault));
    for (auto& fault : streams.get()) faults.push_back(std::move(fault));
    std::ranges::sort(faults, {}, [](Fault const& fault) {
        return std::tuple{fault.position == 0, fault.position, fault.flaw};
    });
    return faults;
}

void print_whole(ChainCheck const& check, LogHead const& head) {
    if (head.position == 0) {
        print_line(fmt::format("log {}: whole; it is empty", head.log_id));
    } else if (check.from > 1 || check.to < head.position) {
        print_line(
            fmt::format("log {}: positions {} to {} are whole", head.log_id, check.from, check.to));
    } else {
        print_line(fmt::format("log {}: whole, positions 1 to {}, the last recorded at {}",
                               head.log_id, head.position, to_text(head.recorded_at)));
        print_line("  its last hash is " + crypto::hex_encode(head.hash));
    }
}

void print_faults(std::vector<Fault> const& faults, LogHead const& head) {
    print_line(fmt::format("log {}: ALTERED", head.log_id));
    for (auto const& fault : faults) {
        print_line(fmt::format("  [{}] {}", name_of(fault.flaw), sentence(fault)));
    }
}

void print_found(ChainCheck const& check, LogHead const& head, std::vector<Fault> const& faults) {
    if (faults.empty()) {
        print_whole(check, head);
    } else {
        print_faults(faults, head);
    }
}

struct ShownFault {
    std::string kind;
    std::optional<std::int64_t> position;  ///< absent: of the log as a whole
    std::string words;
};
BOOST_DESCRIBE_STRUCT(ShownFault, (), (kind, position, words))

struct ShownLog {
    std::string log;
    bool whole;  ///< nothing is wrong with what was looked at
    std::int64_t from;
    std::int64_t to;
    std::string last_hash;  ///< of the log's last event, in hex
    std::vector<ShownFault> faults;
    std::vector<std::string> checkpoints;  ///< what was found of each, in words
};
BOOST_DESCRIBE_STRUCT(ShownLog, (), (log, whole, from, to, last_hash, faults, checkpoints))

std::string to_json(ChainCheck const& check, LogHead const& head, std::vector<Fault> const& faults,
                    std::vector<Verdict> const& verdicts) {
    ShownLog shown{
        head.log_id, faults.empty(), check.from, check.to, crypto::hex_encode(head.hash), {}, {}};
    for (auto const& fault : faults) {
        shown.faults.push_back({std::string{name_of(fault.flaw)},
                                fault.position > 0 ? std::optional{fault.position} : std::nullopt,
                                fault.words});
    }
    for (auto const& verdict : verdicts) shown.checkpoints.push_back(verdict.words);
    return codec::to_json(shown);
}

/// What a cron job is told by the exit code: the weightiest of what was found.
ExitCode weightiest(std::vector<Verdict> const& verdicts, bool is_altered) {
    auto const has = [&](ExitCode code) {
        return std::ranges::any_of(verdicts, [code](auto const& one) { return one.code == code; });
    };
    if (has(ExitCode::other_log)) return ExitCode::other_log;
    if (has(ExitCode::truncated)) return ExitCode::truncated;
    if (is_altered || has(ExitCode::altered)) return ExitCode::altered;
    return has(ExitCode::bad_checkpoint) ? ExitCode::bad_checkpoint : ExitCode::ok;
}

void end_with(ExitCode code, std::vector<Fault> const& faults) {
    switch (code) {
        case ExitCode::other_log:
            throw CommandFailed(code, "this is another log than the one of the checkpoint");
        case ExitCode::truncated:
            throw CommandFailed(code, "the end of the log is gone: a checkpoint is beyond it");
        case ExitCode::altered:
            throw CommandFailed(code, faults.empty()
                                          ? "the log was rewritten since a checkpoint was made"
                                          : "the log was altered: " + sentence(faults.front()));
        case ExitCode::bad_checkpoint:
            throw CommandFailed(code, "a checkpoint is not to be trusted; it proves nothing");
        default:
            return;
    }
}

std::vector<crypto::PublicPoint> trusted_keys(LogVerification const& request,
                                              ReadyDatabase const& database, Connection& service) {
    std::vector<crypto::PublicPoint> points;
    for (auto const& file : request.public_keys) points.push_back(read_public_key(file));
    if (points.empty() && database.master_key) {
        points.push_back(crypto::public_point(checkpoint_seed(service, database.key())));
    }
    return points;
}

}  // namespace

void require_whole_chain(ChainCheck check) {
    if (auto const fault = check_with_progress(std::move(check))) {
        throw CommandFailed(ExitCode::altered, "the log was altered: " + sentence(*fault));
    }
}

void verify_log(Config const& config, LogVerification const& request) {
    auto const checkpoints = read_checkpoints(request.checkpoints);
    bool const needs_own_key = !checkpoints.empty() && request.public_keys.empty();
    auto const database = open_database(config, {false, needs_own_key});
    Connection service{database.service_url};
    auto const keys = trusted_keys(request, database, service);

    Connection snapshot{database.service_url};
    snapshot.connect();
    eventstore::Transaction const pinned{snapshot, eventstore::Transaction::Kind::snapshot};
    auto const head = eventstore::read_log_head(snapshot);
    auto const check = range_of(request, head, database.service_url);
    auto const faults = find_faults(check, head, snapshot);
    if (!request.json) print_found(check, head, faults);
    auto const verdicts =
        judge_checkpoints(checkpoints, keys, !request.public_keys.empty(), head, service);
    if (request.json) {
        print_line(to_json(check, head, faults, verdicts));
    } else {
        for (auto const& verdict : verdicts) print_line("  " + verdict.words);
    }
    flush_output();
    end_with(weightiest(verdicts, !faults.empty()), faults);
}

}  // namespace atelier::tools
