#include "api/http/connection.hpp"

namespace atelier::api {
namespace {

constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t linger_bytes = 4 * 1024 * 1024;
constexpr std::size_t discard_buffer = 16 * 1024;

}  // namespace

std::string counted_as(ServerOptions const& options, Socket const& socket) {
    if (!options.counted_as) return {};
    ErrorCode error;
    auto const peer = socket.remote_endpoint(error);
    return error ? std::string{} : options.counted_as(peer.address().to_string());
}

void Connections::add(ConnectionPointer connection) {
    std::lock_guard const lock(mutex_);
    auto const* key = connection.get();
    if (!key->counted_as().empty()) ++counts_[key->counted_as()];
    open_.emplace(key, std::move(connection));
}

void Connections::remove(Connection const* connection) {
    ConnectionPointer last_owner;
    std::lock_guard const lock(mutex_);
    auto const found = open_.find(connection);
    if (found == open_.end()) return;
    last_owner = std::move(found->second);
    open_.erase(found);
    auto const count = counts_.find(last_owner->counted_as());
    if (count != counts_.end() && --count->second == 0) counts_.erase(count);
    if (open_.empty()) none_left_.notify_all();
}

std::size_t Connections::size() const {
    std::lock_guard const lock(mutex_);
    return open_.size();
}

std::size_t Connections::size_of(std::string const& counted_as) const {
    std::lock_guard const lock(mutex_);
    auto const count = counts_.find(counted_as);
    return count == counts_.end() ? 0 : count->second;
}

std::vector<ConnectionPointer> Connections::all() const {
    std::lock_guard const lock(mutex_);
    std::vector<ConnectionPointer> result;
    result.reserve(open_.size());
    for (auto const& [key, connection] : open_) result.push_back(connection);
    return result;
}

std::vector<ConnectionPointer> Connections::overdue(
    std::chrono::steady_clock::time_point now) const {
    std::lock_guard const lock(mutex_);
    std::vector<ConnectionPointer> result;
    for (auto const& [key, connection] : open_) {
        if (connection->is_overdue(now)) result.push_back(connection);
    }
    return result;
}

bool Connections::wait_until_none(std::chrono::steady_clock::time_point until) const {
    std::unique_lock lock(mutex_);
    return none_left_.wait_until(lock, until, [this] { return open_.empty(); });
}

Connection::Connection(Stream stream, std::shared_ptr<Shared> shared)
    : shared_(std::move(shared)),
      stream_(std::move(stream)),
      strand_(stream_.get_executor()),
      counted_as_(api::counted_as(shared_->options, stream_.tcp())) {}

void Connection::finish() {
    {
        std::lock_guard const lock(gone_mutex_);
        if (gone_.exchange(true)) return;
    }
    auto const self = shared_from_this();
    ErrorCode ignored;
    if (stream_.is_open()) stream_.tcp().close(ignored);
    on_finished();
    shared_->connections.remove(this);
}

void Connection::linger() {
    expire_after(linger_time);
    if (!stream_.is_secure()) return linger_without_tls();
    // Whether or not the other side says goodbye too: from here on its bytes mean nothing.
    stream_.async_shutdown([this, self = shared_from_this()](ErrorCode) {
        if (!is_gone()) linger_without_tls();
    });
}

void Connection::linger_without_tls() {
    ErrorCode error;
    stream_.tcp().shutdown(Socket::shutdown_send, error);
    if (error) return finish();
    discard(linger_bytes);
}

void Connection::discard(std::size_t budget) {
    buffer_.consume(buffer_.view().size());
    auto const room = buffer_.prepare(discard_buffer);
    stream_.tcp().async_read_some(
        asio::buffer(room.data(), room.size()),
        [this, self = shared_from_this(), budget](ErrorCode error, std::size_t size) {
            if (is_gone()) return;
            if (error || size >= budget) return finish();
            discard(budget - size);
        });
}

}  // namespace atelier::api
