#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <sstream>

#include "projections/core/model_store.hpp"
#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

using Pointer = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// What every command and every screen runs: none of it may read a whole table.
constexpr std::array hot{
    &sql::log_read_streams,
    &sql::log_read_forward,
    &sql::log_find_answer,
    &sql::log_find_claim,
    &sql::log_find_event,
    &sql::log_last_claim,
    &sql::board_read_cards,
    &sql::board_find_above,
    &sql::board_find_below,
    &sql::directory_role_in_task,
    &sql::directory_role_in_project,
    &sql::directory_role_in_workspace,
    &sql::directory_list_members,
    &sql::directory_list_workspaces,
    &sql::directory_list_projects,
    &sql::activity_list_entries,
    &sql::task_read_task,
    &sql::timer_list_running,
    &sql::timer_read_entry,
    &sql::directory_role_in_time_entry,
    &sql::directory_list_timers,
    &sql::activity_list_project_entries,
    &sql::activity_list_task_entries,
    &sql::activity_list_audit,
    &sql::activity_find_event,
    &sql::worker_list_former_members_timers,
    &sql::worker_list_former_members_tasks,
    &sql::worker_list_overdue,
    &sql::past_list_positions,
    &sql::past_list_people,
    &sql::past_place_of_task,
    &sql::past_has_task,
    &sql::past_has_project,
    &sql::log_read_positions,
    &sql::log_last_of_workspace,
    &sql::log_last_of_topic,
};

class Planner {
public:
    Planner() {
        KeyRing keys{crypto::MasterKey::from_text(std::string(64, '7')).value(),
                     database_.service_url()};
        Connection setup{database_.service_url()};
        for (auto const& model : projections::make_projections(keys))
            projections::ensure_model(setup, *model);
        // Empty tables are read whole by choice: with that forbidden, a whole read shows that there
        // is no other way.
        run("set enable_seqscan = off");
        run("set plan_cache_mode = force_generic_plan");
    }

    std::vector<std::string> plan(sql::Query const& query) {
        Pointer{PQprepare(connection_.get(), query.name, query.text, 0, nullptr), &PQclear};
        Pointer const described{PQdescribePrepared(connection_.get(), query.name), &PQclear};
        std::string nulls;
        for (int i = 0; i < PQnparams(described.get()); ++i) nulls += i > 0 ? ", null" : "null";
        auto const rows = run(fmt::format("explain (costs off) execute \"{}\"{}", query.name,
                                          nulls.empty() ? "" : "(" + nulls + ")"));
        std::vector<std::string> lines;
        for (int row = 0; row < PQntuples(rows.get()); ++row)
            lines.emplace_back(PQgetvalue(rows.get(), row, 0));
        return lines;
    }

private:
    Pointer run(std::string const& text) {
        Pointer result{PQexec(connection_.get(), text.c_str()), &PQclear};
        auto const status = PQresultStatus(result.get());
        REQUIRE_MESSAGE((status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK),
                        PQresultErrorMessage(result.get()));
        return result;
    }

    TestDatabase database_;
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_{
        PQconnectdb(database_.service_url().c_str()), &PQfinish};
};

/// The parts of a plan that read a table or an index from one end to the other.
std::vector<std::string> whole_reads(std::vector<std::string> const& plan) {
    std::vector<std::string> found;
    for (std::size_t line = 0; line < plan.size(); ++line) {
        auto const& text = plan[line];
        if (text.find("Seq Scan") != text.npos) found.push_back(text);
        if (text.find("Index Scan") == text.npos && text.find("Index Only Scan") == text.npos)
            continue;
        bool const has_condition =
            line + 1 < plan.size() && plan[line + 1].find("Index Cond") != std::string::npos;
        if (!has_condition) found.push_back(text);
    }
    return found;
}

std::string joined(std::vector<std::string> const& lines) {
    std::string text;
    for (auto const& line : lines) text += line + "\n";
    return text;
}

}  // namespace

TEST_CASE("no hot query reads a table or an index from end to end") {
    Planner planner;
    for (auto const* query : hot) {
        CAPTURE(std::string{query->name});
        auto const plan = planner.plan(*query);
        REQUIRE_FALSE(plan.empty());
        CHECK_MESSAGE(whole_reads(plan).empty(), joined(plan));
    }
}

TEST_CASE("a query without an index to use is found out") {
    Planner planner;
    constexpr sql::Query whole{"test.whole", "select position from log.events where type = $1"};
    CHECK_FALSE(whole_reads(planner.plan(whole)).empty());
}

TEST_CASE("where plans go by indexes nothing is compiled, whatever that seems to cost") {
    TestDatabase database;
    Connection connection{database.service_url(), Connection::Plans::indexed};
    auto const is_compiled = [&] {
        auto const rows = connection.execute(
            "explain analyze select position from log.events where type = 'TaskMoved'");
        std::string plan;
        for (std::size_t row = 0; row < rows.size(); ++row) plan += rows.string(row, 0) + "\n";
        CAPTURE(plan);
        CHECK(plan.find("Seq Scan") != plan.npos);
        return plan.find("JIT") != plan.npos;
    };
    CHECK_FALSE(is_compiled());
    connection.execute("set jit = on");
    CHECK(is_compiled() == (connection.execute("select pg_jit_available()").string(0, 0) == "t"));
}

}  // namespace atelier::test
