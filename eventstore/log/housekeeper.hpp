#pragma once

#include <functional>
#include <vector>

#include "domain/id.hpp"
#include "eventstore/database/rounds.hpp"

namespace atelier::eventstore {

/// Removes what is beside the log of people who were erased: keys and passwords of everybody who
/// ever was (a backup may have brought them back), and what was kept for repeats of the commands of
/// `people`. Blocking; the same again does nothing.
void forget_erased(Connection& connection, std::vector<UserId> const& people);

/// Looks after the log's tables once a minute: keeps an empty partition ahead, drops answers to
/// repeated commands after `answer_days`, and finishes erasures that a crash has cut short. Any
/// number of nodes may run one.
class Housekeeper {
public:
    static constexpr int answer_days = 8;

    /// `after_erasure` is called in every round of the hour after somebody was erased, on the
    /// thread of its own: what else is to be forgotten.
    explicit Housekeeper(std::string database_url, std::function<void()> after_erasure = {});
    /// Idempotent.
    void stop() { rounds_.stop(); }

private:
    Rounds rounds_;
};

}  // namespace atelier::eventstore
