#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <string>

namespace atelier::tools {

/// A lock between processes (flock) on a file that stays there for it. The end of the process lets
/// go, however it ends. Two handles exclude each other in one process too.
class FileLock {
public:
    /// Holds no file.
    FileLock() = default;
    /// Opens the file, made if it is not there; nothing is locked yet.
    static std::expected<FileLock, std::string> open(std::filesystem::path const& file);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

    /// Nobody else holds it afterwards; false when that could not be had within the limit.
    bool lock(std::chrono::milliseconds limit);
    /// Others may hold it with us, nobody alone.
    bool share(std::chrono::milliseconds limit);
    void unlock();
    /// False after a move away.
    bool is_open() const { return descriptor_ >= 0; }

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    bool take(int operation, std::chrono::milliseconds limit);

    int descriptor_ = -1;
};

}  // namespace atelier::tools
