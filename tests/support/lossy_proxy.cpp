#include "tests/support/lossy_proxy.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/support/database.hpp"

namespace atelier::test {
namespace {

sockaddr_in address_of(std::string const& host, int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
        throw std::runtime_error("not a numeric address: " + host);
    }
    return address;
}

int connect_to(std::string const& host, int port) {
    int const connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto const address = address_of(host, port);
    if (connect(connection, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0)
        return connection;
    close(connection);
    return -1;
}

bool send_all(int to, char const* data, ssize_t size) {
    while (size > 0) {
        auto const sent = send(to, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        data += sent;
        size -= sent;
    }
    return true;
}

}  // namespace

LossyProxy::LossyProxy(std::string const& url) {
    auto target = DatabaseUrl::from_text(url);
    auto const colon = target.server.rfind(':');
    host_ = target.server.substr(0, colon);
    port_ = std::stoi(target.server.substr(colon + 1));
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = address_of("127.0.0.1", 0);
    socklen_t length = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr const*>(&address), length) != 0 ||
        listen(listener_, 64) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        throw std::runtime_error("the proxy cannot listen");
    }
    target.server = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    url_ = target.text();
    acceptor_ = std::thread{[this] { accept_all(); }};
}

LossyProxy::~LossyProxy() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    close(listener_);
    for (auto& pipe : pipes_) {
        if (!pipe.ended) {
            shutdown(pipe.client, SHUT_RDWR);
            shutdown(pipe.server, SHUT_RDWR);
        }
        pipe.thread.join();
        close(pipe.client);
        close(pipe.server);
    }
}

void LossyProxy::cut_clients() {
    std::lock_guard const lock{mutex_};
    for (auto& pipe : pipes_) {
        pipe.cut = true;
        shutdown(pipe.client, SHUT_RDWR);
    }
}

void LossyProxy::accept_all() {
    while (true) {
        int const client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        int const server = refuse_ ? -1 : connect_to(host_, port_);
        if (server < 0) {
            close(client);
            continue;
        }
        std::lock_guard const lock{mutex_};
        auto& pipe = pipes_.emplace_back();
        pipe.client = client;
        pipe.server = server;
        pipe.thread = std::thread{[this, &pipe] { serve(pipe); }};
    }
}

// Descriptors stay open until the destructor, so that `cut_clients` never meets a number that was
// given out again.
void LossyProxy::serve(Pipe& pipe) {
    while (pass_on(pipe)) {
    }
    char nowhere[4096];
    if (pipe.cut) {
        // The server finishes first.
        while (recv(pipe.server, nowhere, sizeof nowhere, 0) < 0) {
        }
    }
    shutdown(pipe.client, SHUT_RDWR);
    shutdown(pipe.server, SHUT_RDWR);
    pipe.ended = true;
}

bool LossyProxy::pass_on(Pipe& pipe) {
    pollfd ends[]{{pipe.client, POLLIN, 0}, {pipe.server, POLLIN, 0}};
    if (poll(ends, 2, -1) < 0) return true;
    char data[16'384];
    if (ends[0].revents) {
        auto const size = recv(pipe.client, data, sizeof data, 0);
        if (size <= 0 || !send_all(pipe.server, data, size)) return false;
    }
    if (ends[1].revents) {
        auto const size = recv(pipe.server, data, sizeof data, 0);
        if (size <= 0 || lose_.exchange(false) || !send_all(pipe.client, data, size)) return false;
    }
    return true;
}

}  // namespace atelier::test
