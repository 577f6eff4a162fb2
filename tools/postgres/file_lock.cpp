#include "tools/postgres/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "tools/postgres/descriptor.hpp"

namespace atelier::tools {
std::expected<FileLock, std::string> FileLock::open(std::filesystem::path const& file) {
    int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    // Whoever may only read the folder can still join what another user's process made.
    if (descriptor < 0) descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return std::unexpected(fmt::format("cannot open {}: {}", file.native(),
                                           std::generic_category().message(errno)));
    }
    return FileLock{descriptor};
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool FileLock::lock(std::chrono::milliseconds limit) { return take(LOCK_EX, limit); }

bool FileLock::share(std::chrono::milliseconds limit) { return take(LOCK_SH, limit); }

void FileLock::unlock() { flock(descriptor_, LOCK_UN); }

bool FileLock::take(int operation, std::chrono::milliseconds limit) {
    auto const deadline = std::chrono::steady_clock::now() + limit;
    while (flock(descriptor_, operation | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) return false;
        if (std::chrono::steady_clock::now() >= deadline) return false;
        std::this_thread::sleep_for(poll_interval);
    }
    return true;
}

}  // namespace atelier::tools
