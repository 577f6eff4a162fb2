// WebSocket clients of one topic, and a load of commands whose frames they wait for, by one clock.
//   live_clients ADDRESS PORT CLIENTS TOPIC TOKENS [COMMANDS]
// TOKENS is a file with one access token a line; clients use them in turn. COMMANDS is a file of
// lines "token<tab>path<tab>body": each is a POST that changes the topic. Prints
// {"connected":…,"seconds":…} when every client has its snapshot, then reads orders from standard
// input, a line each, and prints a JSON object for each:
//   run RATE SECONDS   sends that many commands a second, evenly; then waits for their frames
//   count              how many clients are still connected
// and ends with standard input. A latency is from writing a command until a client has the frame
// that says its request id; of every frame at every client. Exit code 1: it did not work out.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "tools/bench_programs/command_load.hpp"
#include "tools/bench_programs/watchers.hpp"

using namespace atelier::bench;

namespace {

std::vector<std::string> lines_of(std::string const& file) {
    std::ifstream stream{file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    if (lines.empty()) throw std::runtime_error{"nothing in " + file};
    return lines;
}

std::vector<PreparedCommand> commands_of(std::string const& file) {
    std::vector<PreparedCommand> commands;
    for (auto const& line : lines_of(file)) {
        auto const first = line.find('\t');
        auto const second = line.find('\t', first + 1);
        commands.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                            line.substr(second + 1)});
    }
    return commands;
}

void print(std::string const& json) { std::cout << json << std::endl; }

/// Reads orders while the clients go on answering the service's pings.
class Orders {
public:
    Orders(asio::io_context& context, Watchers& watchers, CommandLoad* load)
        : context_(context), watchers_(watchers), load_(load), input_(context, dup(STDIN_FILENO)) {}

    void read() {
        asio::async_read_until(input_, asio::dynamic_buffer(text_), '\n',
                               [this](boost::system::error_code error, std::size_t size) {
                                   if (error) return context_.stop();
                                   auto const order = text_.substr(0, size);
                                   text_.erase(0, size);
                                   obey(order);
                               });
    }

private:
    void obey(std::string const& order) {
        std::istringstream words{order};
        std::string verb;
        int rate = 0;
        int seconds = 0;
        words >> verb >> rate >> seconds;
        if (verb == "run" && load_) {
            return load_->run(rate, seconds, watchers_.connected(),
                              [this](std::string const& json) {
                                  print(json);
                                  read();
                              });
        }
        print(fmt::format("{{\"connected\":{}}}", watchers_.connected()));
        read();
    }

    asio::io_context& context_;
    Watchers& watchers_;
    CommandLoad* load_;
    asio::posix::stream_descriptor input_;
    std::string text_;
};

}  // namespace

int main(int count, char** arguments) {
    if (count < 6) {
        std::cerr << "usage: live_clients ADDRESS PORT CLIENTS TOPIC TOKENS [COMMANDS]\n";
        return 2;
    }
    try {
        asio::io_context context{1};
        asio::ip::tcp::endpoint const service{asio::ip::make_address(arguments[1]),
                                              static_cast<std::uint16_t>(std::stoi(arguments[2]))};
        Watchers watchers{context, service, arguments[4], lines_of(arguments[5])};
        std::unique_ptr<CommandLoad> load;
        if (count > 6) {
            load = std::make_unique<CommandLoad>(context, service, commands_of(arguments[6]));
            watchers.on_frame = [&load](std::string_view text) { load->take_frame(text); };
        }
        Orders orders{context, watchers, load.get()};
        auto const started = CommandLoad::Clock::now();
        watchers.open(std::stoul(arguments[3]), [&] {
            std::chrono::duration<double> const took = CommandLoad::Clock::now() - started;
            if (!watchers.failure().empty()) std::cerr << watchers.failure() << '\n';
            print(fmt::format(R"({{"connected":{},"seconds":{:.2f}}})", watchers.connected(),
                              took.count()));
            orders.read();
        });
        context.run();
    } catch (std::exception const& error) {
        std::cerr << "live_clients: " << error.what() << '\n';
        return 1;
    }
}
