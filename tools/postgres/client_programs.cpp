#include "tools/postgres/client_programs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "tools/postgres/descriptor.hpp"

namespace atelier::tools {
namespace {

using namespace std::chrono_literals;

constexpr auto poll_pause = 100ms;
constexpr std::size_t most_said = 2000;  // characters of what a program says when it fails

/// Ours without settings of libpq's, and what the URL says in their place.
std::expected<std::vector<std::string>, std::string> environment_of(std::string const& url) {
    struct Release {
        void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
        void operator()(char* text) const { PQfreemem(text); }
    };
    char* problem = nullptr;
    std::unique_ptr<PQconninfoOption, Release> const options{
        PQconninfoParse(url.c_str(), &problem)};
    std::unique_ptr<char, Release> const said{problem};
    if (!options) return std::unexpected(std::string{"the database's URL: "} + said.get());
    std::vector<std::string> environment;
    for (char** entry = environ; *entry; ++entry) {
        if (!std::string_view{*entry}.starts_with("PG")) environment.emplace_back(*entry);
    }
    for (auto const* option = options.get(); option->keyword; ++option) {
        if (option->envvar && option->val)
            environment.push_back(fmt::format("{}={}", option->envvar, option->val));
    }
    return environment;
}

std::vector<char*> pointers_to(std::vector<std::string> const& words) {
    std::vector<char*> pointers;
    for (auto const& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

/// The programs of one call, and what they say on standard error.
class Pipeline {
public:
    explicit Pipeline(std::vector<std::string> const& environment)
        : environment_(pointers_to(environment)),
          said_(std::tmpfile()),
          input_(open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

    ~Pipeline() {
        for (auto const& child : children_) {
            if (child.process > 0) kill(child.process, SIGTERM);
        }
        for (auto const& child : children_) {
            if (child.process > 0) waitpid(child.process, nullptr, 0);
        }
        if (said_) std::fclose(said_);
    }
    Pipeline(Pipeline const&) = delete;
    Pipeline& operator=(Pipeline const&) = delete;

    /// Its input is the output of the one before.
    std::expected<void, std::string> start(CommandWords const& program) {
        int ends[2];
        if (!said_ || pipe2(ends, O_CLOEXEC) != 0)
            return std::unexpected("cannot start " + program.front() + ": " + reason(errno));
        Descriptor next{ends[0]};
        Descriptor const output{ends[1]};
        auto const arguments = pointers_to(program);
        auto const parent = getpid();
        pid_t const child = fork();
        if (child < 0)
            return std::unexpected("cannot start " + program.front() + ": " + reason(errno));
        if (child == 0) become(arguments, output.number(), parent);
        children_.push_back({program.front(), child, 0});
        input_ = std::move(next);
        return {};
    }

    bool is_running() {
        bool any = false;
        for (auto& child : children_) {
            if (child.process > 0 && waitpid(child.process, &child.status, WNOHANG) != 0)
                child.process = 0;
            any = any || child.process > 0;
        }
        return any;
    }

    /// The last that failed: one before it may only have lost its reader.
    std::expected<void, std::string> result() const {
        auto const failed = std::find_if(children_.rbegin(), children_.rend(),
                                         [](Child const& child) { return child.status != 0; });
        if (failed == children_.rend()) return {};
        auto const name = failed->name.substr(failed->name.rfind('/') + 1);
        auto const text = said();
        if (!text.empty()) return std::unexpected(name + " says: " + text);
        return std::unexpected(
            WIFEXITED(failed->status)
                ? fmt::format("{} ended with {}", name, WEXITSTATUS(failed->status))
                : fmt::format("{} was ended by signal {}", name, WTERMSIG(failed->status)));
    }

private:
    struct Child {
        std::string name;
        pid_t process;
        int status;
    };

    /// The child's half; only calls that are allowed between fork and exec.
    [[noreturn]] void become(std::vector<char*> const& arguments, int output, pid_t parent) const {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        // The parent may have died before that; and Ctrl-C is the parent's to answer.
        if (getppid() != parent || setpgid(0, 0) != 0 || dup2(input_.number(), 0) < 0 ||
            dup2(output, 1) < 0 || dup2(fileno(said_), 2) < 0) {
            _exit(could_not_run);
        }
        ::signal(SIGPIPE, SIG_DFL);
        execve(arguments.front(), arguments.data(), environment_.data());
        _exit(could_not_run);
    }

    std::string said() const {
        std::rewind(said_);
        std::string text(most_said, '\0');
        text.resize(std::fread(text.data(), 1, text.size(), said_));
        while (text.ends_with('\n')) text.pop_back();
        return text;
    }

    std::vector<char*> environment_;
    std::FILE* said_;
    Descriptor input_;
    std::vector<Child> children_;
};

}  // namespace

std::expected<void, std::string> run_clients(std::string const& url,
                                             std::vector<CommandWords> const& programs,
                                             std::function<void()> const& meanwhile) {
    auto const environment = environment_of(url);
    if (!environment) return std::unexpected(environment.error());
    Pipeline pipeline{*environment};
    for (auto const& program : programs) {
        if (auto const started = pipeline.start(program); !started) return started;
    }
    while (pipeline.is_running()) {
        meanwhile();
        std::this_thread::sleep_for(poll_pause);
    }
    return pipeline.result();
}

}  // namespace atelier::tools
