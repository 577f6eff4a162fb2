#include "tools/atelier/replay.hpp"

#include <optional>

#include "eventstore/codec/event_codec.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/replay_line.hpp"
#include "tools/atelier/replay_project.hpp"
#include "tools/atelier/replay_reader.hpp"

namespace atelier::tools {
namespace {

using eventstore::RawEvent;

bool lets_everything_through(ReplayFilter const& filter) {
    return !filter.workspace && !filter.stream && filter.types.empty() && !filter.person &&
           !filter.since && !filter.until && !filter.project && !filter.correlation &&
           filter.from <= 1;
}

/// One replay, from the first event to the last.
class Run {
public:
    Run(Replay const& replay, eventstore::Connection& connection, eventstore::KeyRing& keys,
        std::function<void(std::string const&)> const& print)
        : replay_(replay),
          reader_(connection, replay_.filter),
          lines_(connection, keys, lets_everything_through(replay_.filter)),
          print_(print) {
        if (replay_.filter.project) project_.emplace(connection, *replay_.filter.project);
    }

    std::int64_t run() {
        if (replay_.format == ReplayFormat::csv) print_(ReplayLines::csv_header());
        while (printed_ < replay_.limit) {
            check_interrupt();
            auto const batch = reader_.next();
            if (!batch && !goes_on()) break;
            if (batch) print_batch(*batch);
        }
        return printed_;
    }

private:
    bool goes_on() {
        if (!replay_.follow || !reader_.may_go_on()) return false;
        flush_output();
        check_reader();
        reader_.wait();
        return true;
    }

    void print_batch(std::vector<RawEvent> const& batch) {
        for (auto const& raw : batch) {
            if (printed_ >= replay_.limit) break;
            auto const line = line_of(raw);
            if (!line) continue;
            print_(*line);
            ++printed_;
        }
    }

    /// Nothing when the filter does not want the event.
    std::optional<std::string> line_of(RawEvent const& raw) {
        if (!replay_.filter.may_match(raw)) return std::nullopt;
        try {
            auto const event = eventstore::decode(raw);
            if (!replay_.filter.matches(event)) return std::nullopt;
            if (project_ && !project_->may_concern(event)) return std::nullopt;
            auto const before = lines_.before(event);
            if (project_ && !project_->concerns(event, before)) return std::nullopt;
            return lines_.line(replay_.format, event, before, raw);
        } catch (eventstore::UnreadableEvent const& error) {
            // An audit passes nothing over: what cannot be judged by the filter is shown.
            return ReplayLines::unreadable(replay_.format, raw, error.what());
        }
    }

    Replay const& replay_;
    ReplayReader reader_;
    ReplayLines lines_;
    std::function<void(std::string const&)> const& print_;
    std::optional<ProjectEvents> project_;
    std::int64_t printed_ = 0;
};

}  // namespace

std::int64_t replay(Replay const& replay, eventstore::Connection& connection,
                    eventstore::KeyRing& keys,
                    std::function<void(std::string const&)> const& print) {
    return Run{replay, connection, keys, print}.run();
}

}  // namespace atelier::tools
