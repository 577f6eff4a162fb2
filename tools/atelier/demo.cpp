#include <CLI/CLI.hpp>
#include <chrono>
#include <expected>
#include <filesystem>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "domain/access/roles.hpp"
#include "schemas/codec/json.hpp"
#include "tools/atelier/client.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/demo_board.hpp"
#include "tools/atelier/describe_event.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/import_file.hpp"
#include "tools/atelier/live_lines.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/sign_in.hpp"
#include "tools/atelier/trello_file.hpp"

namespace atelier::tools {

struct NewWorkspace {
    std::string name;
    std::string slug;
};
BOOST_DESCRIBE_STRUCT(NewWorkspace, (), (name, slug))

struct NewMember {
    std::string email;
    WorkspaceRole role;
};
BOOST_DESCRIBE_STRUCT(NewMember, (), (email, role))

namespace {

struct DemoPerson {
    char const* name;
    char const* email;
    char const* password;
};
// Of a demo that listens on this machine only; everybody may know them.
constexpr DemoPerson mara{"Amara Okonkwo", "mara@harbour.example", "lighthouse-keeper"};
constexpr DemoPerson tomasz{"Tomasz Wieczorek", "tomasz@harbour.example", "rope-and-anchor"};
constexpr auto demo_workspace_name = "Harbour";
constexpr auto workspace_slug = "harbour";
constexpr std::chrono::seconds board_timeout{30};
constexpr std::chrono::milliseconds board_pause{200};

struct DemoFlags {
    std::string url = "http://127.0.0.1:8080";
    std::string board;
};

SignedIn enter(ServiceUrl const& url, DemoPerson const& person) {
    if (auto fresh = sign_up(url, person.email, person.password, person.name)) return *fresh;
    return sign_in(url, person.email, person.password);
}

/// What the service answered under `data`; the document owns it.
class Data {
public:
    Data(std::string const& what, HttpAnswer const& answer)
        : document_(codec::Document::parse(answer.body)) {
        bool const is_success = answer.status >= 200 && answer.status < 300;
        if (!is_success || !document_) fail_by_answer(what, answer);
    }
    codec::Value value() const {
        return document_->root().member("data").value_or(document_->root());
    }

private:
    std::expected<codec::Document, std::string> document_;
};

std::string find_workspace_id(ServiceUrl const& url, std::string const& token) {
    Data const list{"Listing workspaces",
                    send_request(url, "GET", "/api/v1/workspaces?limit=200", {}, token)};
    for (auto const one : list.value().elements()) {
        if (text_member(one, "slug") == workspace_slug) return text_member(one, "id");
    }
    return {};
}

std::string make_workspace(ServiceUrl const& url, std::string const& token) {
    if (auto id = find_workspace_id(url, token); !id.empty()) return id;
    auto const body = codec::to_json(NewWorkspace{demo_workspace_name, workspace_slug});
    auto const answer = send_request(url, "POST", "/api/v1/workspaces", body, token);
    Data const made{"Creating the workspace", answer};
    return text_member(made.value(), "id");
}

void add_member(ServiceUrl const& url, std::string const& token, std::string const& workspace) {
    constexpr int http_conflict = 409;
    auto const body = codec::to_json(NewMember{tomasz.email, WorkspaceRole::member});
    auto const answer =
        send_request(url, "POST", "/api/v1/workspaces/" + workspace + "/members", body, token);
    if (answer.status == http_conflict) return;
    Data const added{"Adding the second person", answer};
}

commands::ImportReport load_board(Config const& config, DemoFlags const& flags,
                                  std::string const& workspace) {
    ImportRequest request{workspace, mara.email, false, {}};
    // Of these two, the built-in board knows what is theirs.
    if (flags.board.empty()) request.members = {{"amaraok", mara.email}, {"tomaszw", tomasz.email}};
    auto board = accepted(flags.board.empty() ? commands::parse_trello(std::string{demo_board()})
                                              : read_trello_file(flags.board));
    auto const database = open_database(config);
    return import_into(database, std::move(board), request);
}

std::string quoted_if_needed(std::string const& word) {
    return word.find_first_of(" '\"$") == word.npos ? word : "'" + word + "'";
}

/// A card and the column after its own, for the move that people may try.
struct SuggestedMove {
    std::string task, key, title, status, status_name;
};

std::optional<SuggestedMove> suggest_move(codec::Value board) {
    auto const columns = board.member("columns");
    if (!columns) return std::nullopt;
    std::optional<SuggestedMove> move;
    for (auto const column : columns->elements()) {
        if (move) {
            move->status = text_member(column, "id");
            move->status_name = text_member(column, "name");
            return move;
        }
        auto const cards = column.member("cards");
        if (!cards || cards->elements().begin() == cards->elements().end()) continue;
        auto const card = *cards->elements().begin();
        move = {
            text_member(card, "id"), text_member(card, "key"), text_member(card, "title"), {}, {}};
    }
    return std::nullopt;
}

/// Waits until the board can be read with everything that was imported.
SuggestedMove read_board(ServiceUrl const& url, std::string const& token,
                         commands::ImportReport const& report) {
    auto const path =
        fmt::format("/api/v1/projects/{}/board?after={}", to_text(report.project), report.position);
    auto const end = std::chrono::steady_clock::now() + board_timeout;
    for (;;) {
        check_interrupt();
        auto const answer = send_request(url, "GET", path, {}, token);
        if (answer.status == 200) {
            Data const board{"Reading the board", answer};
            if (auto move = suggest_move(board.value())) return *move;
        }
        if (std::chrono::steady_clock::now() > end) fail_by_answer("Reading the board", answer);
        std::this_thread::sleep_for(board_pause);
    }
}

constexpr auto story = R"(
Atelier is at {url}
  {mara_email:<22} {mara_password:<18} owner of the workspace Harbour
  {tomasz_email:<22} {tomasz_password:<18} member

The board {key} “{name}” has {tasks} tasks with their history. To try:

1. Watch the board live, in a terminal of its own:
  {program} watch board:{project} --url {url} --email {tomasz_email} --password {tomasz_password}

2. Sign in, read the board, and move {task_key} “{title}” to “{status_name}”:
  TOKEN=$(curl -s {url}/api/v1/auth/login -H 'Content-Type: application/json' \
    -d '{{"email":"{mara_email}","password":"{mara_password}"}}' | sed 's/.*"access_token":"\([^"]*\).*/\1/')
  curl -s {url}/api/v1/projects/{project}/board -H "Authorization: Bearer $TOKEN"
  curl -s {url}/api/v1/tasks/{task}/move -H "Authorization: Bearer $TOKEN" \
    -H 'Content-Type: application/json' -d '{{"status":"{status}"}}'

3. See who moved what, and when:
  {program} replay --workspace {slug} --type TaskMoved{data}

4. Throw the board's read model away and make it again from the log, while the service answers:
  {program} rebuild board{data}
)";

/// How this program was called, so that what is printed can be pasted.
std::string program_path() {
    std::error_code error;
    auto const path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? "atelier" : quoted_if_needed(path.string());
}

std::string tell(ServiceUrl const& url, Config const& config, commands::ImportReport const& report,
                 SuggestedMove const& move) {
    using fmt::arg;
    auto const data =
        config.is_embedded()
            ? " --data " + quoted_if_needed(std::filesystem::absolute(config.data_folder).string())
            : std::string{};
    return fmt::format(fmt::runtime(story), arg("url", url.text()), arg("program", program_path()),
                       arg("mara_email", mara.email), arg("mara_password", mara.password),
                       arg("tomasz_email", tomasz.email), arg("tomasz_password", tomasz.password),
                       arg("key", report.project_key), arg("name", report.name),
                       arg("tasks", report.tasks_created + report.tasks_already_there),
                       arg("project", to_text(report.project)), arg("slug", workspace_slug),
                       arg("data", data), arg("task", move.task), arg("task_key", move.key),
                       arg("title", on_one_line(move.title)), arg("status", move.status),
                       arg("status_name", on_one_line(move.status_name)));
}

int demo(Config const& config, DemoFlags const& flags) {
    auto const url = ServiceUrl::from_text(flags.url);
    catch_interrupts();
    auto const owner = enter(url, mara);
    enter(url, tomasz);
    auto const workspace = make_workspace(url, owner.access_token);
    add_member(url, owner.access_token, workspace);
    auto const report = load_board(config, flags, workspace);
    auto const move = read_board(url, owner.access_token, report);
    print_line(tell(url, config, report, move));
    return 0;
}

}  // namespace

void add_demo(CommandLine& program) {
    auto flags = std::make_shared<DemoFlags>();
    auto& command = add_command(
        program,
        {"demo", "Fill a running service with a demo board and two people, and say what to try",
         "atelier demo --url http://127.0.0.1:8080 --data ./data"},
        [&program, flags] { return demo(program.config(), *flags); });
    command.add_option("--url", flags->url, "Where the service is [http://127.0.0.1:8080]")
        ->envname("ATELIER_URL");
    command.add_option("--board", flags->board, "Another board, in Trello's export format")
        ->type_name("FILE");
    add_shared_flags(command, program.flags);
}

}  // namespace atelier::tools
