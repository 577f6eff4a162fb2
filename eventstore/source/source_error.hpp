#pragma once

#include <stdexcept>
#include <string>

namespace atelier::eventstore {

/// A fault of what events are read from or sent to: Kafka, or the log behind a source.
/// `is_retryable`: it may pass by itself. A record that cannot be read is not: its message says
/// topic, partition and offset.
class SourceError : public std::runtime_error {
public:
    SourceError(std::string const& message, bool retryable)
        : std::runtime_error(message), retryable_(retryable) {}
    bool is_retryable() const { return retryable_; }

private:
    bool retryable_;
};

}  // namespace atelier::eventstore
