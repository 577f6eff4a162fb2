#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace atelier::api {

/// Bytes on their way from a socket to a parser: appended at one end, consumed at the other,
/// contiguous in between. Views and spans hold until the next `prepare` or `release`.
class ReadBuffer {
public:
    std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
    std::span<char> bytes() { return {bytes_.get() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }

    /// Room for at least `size` bytes after what is there.
    std::span<char> prepare(std::size_t size) {
        if (empty()) begin_ = end_ = 0;
        if (capacity_ - end_ < size) make_room(size);
        return {bytes_.get() + end_, capacity_ - end_};
    }
    void commit(std::size_t size) { end_ += size; }
    void consume(std::size_t size) { begin_ += size; }

    void append(std::string_view text) {
        if (text.empty()) return;
        std::memcpy(prepare(text.size()).data(), text.data(), text.size());
        commit(text.size());
    }

    /// Gives an empty buffer's memory back when it is more than `keep` bytes.
    void release(std::size_t keep) {
        if (!empty() || capacity_ <= keep) return;
        bytes_.reset();
        begin_ = end_ = capacity_ = 0;
    }

private:
    void make_room(std::size_t size) {
        std::size_t const used = end_ - begin_;
        if (used + size <= capacity_) {
            std::memmove(bytes_.get(), bytes_.get() + begin_, used);
        } else {
            capacity_ = std::max(used + size, 2 * capacity_);
            auto grown = std::make_unique_for_overwrite<char[]>(capacity_);
            if (used != 0) std::memcpy(grown.get(), bytes_.get() + begin_, used);
            bytes_ = std::move(grown);
        }
        begin_ = 0;
        end_ = used;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace atelier::api
