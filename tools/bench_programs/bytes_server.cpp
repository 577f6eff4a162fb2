// A bare HTTP server: answers a GET of a path with the bytes of a file, head included, as they are.
//   bytes_server THREADS PATH=FILE…
// Prints "listening on http://127.0.0.1:PORT", and runs until it is terminated. A path that it was
// not given ends the connection.
#include <fmt/format.h>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

using Answers = std::map<std::string, std::string, std::less<>>;

/// Lives as long as an operation of it is under way.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket socket, Answers const& answers)
        : socket_(std::move(socket)), answers_(answers) {
        socket_.set_option(tcp::no_delay{true});
    }

    void read() {
        request_ = {};
        http::async_read(socket_, buffer_, request_,
                         [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (!error) self->answer();
                         });
    }

private:
    void answer() {
        auto const found =
            answers_.find(std::string_view{request_.target().data(), request_.target().size()});
        if (found == answers_.end()) return;
        asio::async_write(socket_, asio::buffer(found->second),
                          [self = shared_from_this()](beast::error_code error, std::size_t) {
                              if (!error) self->read();
                          });
    }

    tcp::socket socket_;
    Answers const& answers_;
    beast::flat_buffer buffer_;
    http::request<http::empty_body> request_;
};

void accept(tcp::acceptor& acceptor, Answers const& answers) {
    acceptor.async_accept(asio::make_strand(acceptor.get_executor()),
                          [&acceptor, &answers](beast::error_code error, tcp::socket socket) {
                              if (!error)
                                  std::make_shared<Connection>(std::move(socket), answers)->read();
                              accept(acceptor, answers);
                          });
}

std::string bytes_of(std::string const& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace

int main(int count, char** arguments) {
    std::vector<std::string> const given{arguments + 1, arguments + count};
    if (given.size() < 2) {
        fmt::print(stderr, "usage: bytes_server THREADS PATH=FILE…\n");
        return 2;
    }
    Answers answers;
    for (auto one = given.begin() + 1; one != given.end(); ++one) {
        // A path may have `=` in its query, a file's name here has none.
        auto const end = one->rfind('=');
        answers.emplace(one->substr(0, end), bytes_of(one->substr(end + 1)));
    }
    asio::io_context context;
    tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    accept(acceptor, answers);
    fmt::print("listening on http://127.0.0.1:{}\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < std::stoi(given[0]); ++thread) {
        threads.emplace_back([&context] { context.run(); });
    }
}
