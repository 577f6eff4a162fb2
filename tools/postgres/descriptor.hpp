#pragma once

#include <unistd.h>

#include <chrono>
#include <string>
#include <system_error>
#include <utility>

namespace atelier::tools {

/// Between two looks whether another process has done something.
constexpr auto poll_interval = std::chrono::milliseconds{20};

/// What a child ends with when its program could not be run, as with a shell.
constexpr int could_not_run = 127;

/// What an errno says.
inline std::string reason(int error) { return std::generic_category().message(error); }

/// A file descriptor that closes itself; none when negative.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

private:
    int number_;
};

}  // namespace atelier::tools
