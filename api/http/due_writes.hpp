#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "api/http/asio.hpp"

namespace atelier::api {

class WebSocketSession;

/// The sessions of one io_context that have something to write. However many have at once, its
/// thread is woken once, and lets others have the processor in between: who is told first can look
/// at it while the last are still being told.
class DueWrites final : public asio::execution_context::service {
public:
    using key_type = DueWrites;
    static inline asio::execution_context::id id;  // NOLINT: the name is Asio's

    explicit DueWrites(asio::io_context& context)
        : asio::execution_context::service(context), context_(context) {}

    /// Any thread, while the io_context has something to do.
    void add(std::shared_ptr<WebSocketSession> session);

private:
    void post();
    void write();
    void go_on();
    void shutdown() override;

    asio::io_context& context_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<WebSocketSession>> waiting_;
    bool is_posted_ = false;

    // Of the io_context's thread.
    std::vector<std::shared_ptr<WebSocketSession>> taken_;
    std::size_t written_ = 0;  ///< of these
};

}  // namespace atelier::api
