#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace atelier::test {

/// A TCP proxy before PostgreSQL that loses what a test tells it to. Listens at 127.0.0.1 on a free
/// port.
class LossyProxy {
public:
    /// `url` is where connections go on to.
    explicit LossyProxy(std::string const& url);
    ~LossyProxy();
    LossyProxy(LossyProxy const&) = delete;

    /// The same database through this proxy.
    std::string const& url() const { return url_; }

    /// What the server says next never arrives: its client is cut off instead.
    void lose_next_answer() { lose_ = true; }
    /// Cuts every client off. The server goes on with what it was sent, and its answer goes
    /// nowhere.
    void cut_clients();
    /// While true, connections are closed as soon as they are made.
    void refuse(bool refuse) { refuse_ = refuse; }

private:
    struct Pipe {
        int client = -1;
        int server = -1;
        std::atomic<bool> cut = false;
        std::atomic<bool> ended = false;
        std::thread thread;
    };
    void accept_all();
    void serve(Pipe& pipe);
    bool pass_on(Pipe& pipe);

    std::string host_;
    int port_ = 0;
    std::string url_;
    int listener_ = -1;
    std::atomic<bool> lose_ = false;
    std::atomic<bool> refuse_ = false;
    std::mutex mutex_;
    std::list<Pipe> pipes_;
    std::thread acceptor_;
};

}  // namespace atelier::test
