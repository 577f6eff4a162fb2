#pragma once

#include "eventstore/database/rounds.hpp"

namespace atelier::eventstore {

/// Looks after the log's tables once a minute: keeps an empty partition ahead, drops answers to
/// repeated commands after `answer_days`. Any number of nodes may run one.
class Housekeeper {
public:
    static constexpr int answer_days = 8;

    explicit Housekeeper(std::string database_url);
    /// Idempotent.
    void stop() { rounds_.stop(); }

private:
    Rounds rounds_;
};

}  // namespace atelier::eventstore
