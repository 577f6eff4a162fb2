#pragma once

#include <future>

#include "projections/core/projector.hpp"

namespace atelier::projections {

/// One batch's transaction. What it needs is put into it by the projector's thread; `run` touches
/// nothing else of the projector.
struct Projector::Write {
    using Reached = std::map<std::pair<ModelIndex, int>, Position>;

    Write(eventstore::Connection& connection, eventstore::LiveSender& sender)
        : live(sender), batch(connection), transaction(connection, batch) {}
    /// What was begun to be said is not left pending; it is said again when the batch is.
    ~Write();
    Write(Write const&) = delete;

    void say(std::vector<eventstore::LiveMessage> messages);
    void run();

    eventstore::LiveSender& live;
    eventstore::Batch batch;
    eventstore::Transaction transaction;
    bool says = false;
    std::size_t moving = 0;     // live topics
    std::size_t advancing = 0;  // checkpoints
    Reached reached;
    std::future<void> done;

private:
    void finish_saying();
};

}  // namespace atelier::projections
