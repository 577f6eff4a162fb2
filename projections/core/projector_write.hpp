#pragma once

#include <future>

#include "projections/core/projector.hpp"

namespace atelier::projections {

/// One batch's transaction. What it needs is put into it by the projector's thread; `run` touches
/// nothing else of the projector.
struct Projector::Write {
    using Reached = std::map<std::pair<ModelIndex, int>, Position>;

    /// Says: something was begun to be said that has not arrived.
    Write(eventstore::Connection& connection, eventstore::LiveSender& sender, bool says)
        : live(sender), batch(connection), transaction(connection, batch), says_(says) {}
    /// What was begun to be said is not left pending; it is said again when the batch is.
    ~Write();
    Write(Write const&) = delete;

    void run();

    eventstore::LiveSender& live;
    eventstore::Batch batch;
    eventstore::Transaction transaction;
    std::size_t moving = 0;     // live topics
    std::size_t advancing = 0;  // checkpoints
    Reached reached;
    std::future<void> done;

private:
    void finish_saying();

    bool says_;
};

}  // namespace atelier::projections
