#include "eventstore/database/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <unordered_set>
#include <utility>

namespace atelier::eventstore {
namespace {

constexpr auto connect_timeout = "5";  // seconds
constexpr char place_mark = '@';       // in a prepared statement's name: where it finds its tables

PGresult* as_result(void* pointer) { return static_cast<PGresult*>(pointer); }

template <class Number>
Number number_in(std::string_view text) {
    Number number{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw DatabaseError("not a number: " + std::string{text}, "", false);
    }
    return number;
}

/// Parameters as libpq takes them; points into them.
struct Values {
    explicit Values(std::span<Parameter const> parameters) {
        for (auto const& one : parameters) {
            values.push_back(one.null ? nullptr : one.value.data());
            lengths.push_back(static_cast<int>(one.value.size()));
            formats.push_back(one.binary ? 1 : 0);
        }
    }
    int count() const { return static_cast<int>(values.size()); }

    std::vector<char const*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
};

char const* settings_for(Connection::Plans plans) {
    switch (plans) {
        case Connection::Plans::automatic:
            return nullptr;
        case Connection::Plans::generic:
            return "set plan_cache_mode = force_generic_plan";
        case Connection::Plans::indexed:
            // What is disabled counts as so dear that it would be compiled, 170 ms a call.
            return "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; "
                   "set enable_hashjoin = off; set enable_mergejoin = off; set jit = off";
        case Connection::Plans::custom:
            return "set plan_cache_mode = force_custom_plan";
    }
    return nullptr;
}

/// Connection failures, shutdown of the server, serialisation failures and dead locks pass by
/// themselves.
bool is_passing(std::string_view state) {
    return state.empty() || state.starts_with("08") || state.starts_with("57P") ||
           state.starts_with("40") || state.starts_with("53");
}

/// Where the environment variable ATELIER_QUERY_RECORD names a file, the name of every statement
/// that is prepared goes there, a line each: the tests find out by it what is never run.
void record(std::string const& name) {
    static char const* const path = std::getenv("ATELIER_QUERY_RECORD");
    if (!path) return;
    std::ofstream{path, std::ios::app} << name.substr(0, name.find(place_mark)) + "\n"
                                       << std::flush;
}

bool is_good(PGresult const* result) {
    auto const status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_COPY_IN;
}

/// The server's last words. What it did before them is in doubt.
bool ends_session(PGresult const* result) {
    char const* severity =
        result ? PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED) : nullptr;
    return severity && std::string_view{severity} != "ERROR";
}

bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

}  // namespace

ArrayParameter::ArrayParameter(Element element) {
    append_big_endian(bytes_, std::int32_t{1});  // dimensions
    append_big_endian(bytes_, std::int32_t{0});  // has nulls, set in take()
    append_big_endian(bytes_, static_cast<std::uint32_t>(element));
    append_big_endian(bytes_, std::int32_t{0});  // length, set in take()
    append_big_endian(bytes_, std::int32_t{1});  // lower bound
}

Parameter ArrayParameter::take() {
    bytes_[7] = static_cast<char>(has_null_);
    std::string length;
    append_big_endian(length, values_);
    bytes_.replace(12, 4, length);
    return {std::move(bytes_), true, false};
}

std::int64_t integer_in(std::string_view text) { return number_in<std::int64_t>(text); }

Rows::Rows(void* result) : result_(result) {}

Rows::Rows(Rows&& other) noexcept : result_(std::exchange(other.result_, nullptr)) {}

Rows& Rows::operator=(Rows&& other) noexcept {
    std::swap(result_, other.result_);
    return *this;
}

Rows::~Rows() {
    if (result_) PQclear(as_result(result_));
}

std::size_t Rows::size() const { return static_cast<std::size_t>(PQntuples(as_result(result_))); }

std::size_t Rows::affected() const {
    std::string_view const count{PQcmdTuples(as_result(result_))};
    return count.empty() ? 0 : number_in<std::size_t>(count);
}

bool Rows::is_null(std::size_t row, int column) const {
    return PQgetisnull(as_result(result_), static_cast<int>(row), column) != 0;
}

std::string_view Rows::text(std::size_t row, int column) const {
    auto const length = PQgetlength(as_result(result_), static_cast<int>(row), column);
    return {PQgetvalue(as_result(result_), static_cast<int>(row), column),
            static_cast<std::size_t>(length)};
}

std::int64_t Rows::integer(std::size_t row, int column) const {
    return integer_in(text(row, column));
}

double Rows::number(std::size_t row, int column) const {
    return number_in<double>(text(row, column));
}

Uuid Rows::uuid(std::size_t row, int column) const {
    auto const uuid = uuid_from_text(text(row, column));
    if (!uuid) throw DatabaseError("not a uuid: " + string(row, column), "", false);
    return *uuid;
}

std::string Rows::bytes(std::size_t row, int column) const {
    std::size_t length = 0;
    auto* const plain = PQunescapeBytea(reinterpret_cast<unsigned char const*>(PQgetvalue(
                                            as_result(result_), static_cast<int>(row), column)),
                                        &length);
    if (!plain) throw std::bad_alloc{};
    std::string bytes{reinterpret_cast<char const*>(plain), length};
    PQfreemem(plain);
    return bytes;
}

std::string TableNames::replaced_in(std::string_view statement) const {
    std::string text;
    while (!statement.empty()) {
        auto const length = static_cast<std::size_t>(
            std::ranges::find_if_not(statement, is_of_name) - statement.begin());
        auto const word = statement.substr(0, length);
        auto const found = tables.find(word);
        text += found == tables.end() ? word : std::string_view{found->second};
        if (length < statement.size()) text += statement[length];
        statement.remove_prefix(std::min(length + 1, statement.size()));
    }
    return text;
}

struct Connection::Handle {
    PGconn* connection = nullptr;
    std::unordered_set<std::string> prepared;
    bool has_ended = false;  ///< the server has said so; the socket may not know it yet

    ~Handle() { PQfinish(connection); }

    bool is_up() const { return PQstatus(connection) == CONNECTION_OK && !has_ended; }

    [[noreturn]] void fail(PGresult* result) {
        char const* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
        std::string const code = state ? state : "";
        std::string message = result ? PQresultErrorMessage(result) : PQerrorMessage(connection);
        if (message.empty()) message = PQerrorMessage(connection);
        while (!message.empty() && message.back() == '\n') message.pop_back();
        has_ended = has_ended || ends_session(result);
        if (result) PQclear(result);
        bool const lost = !is_up();
        throw DatabaseError(message, lost ? "" : code, lost || is_passing(code));
    }

    Rows check(PGresult* result) {
        if (is_good(result)) return Rows{result};
        fail(result);
    }

    /// The answer to what was sent, once all of it has come: the server commits after the rows, and
    /// what goes wrong there it says after them.
    Rows whole_answer() {
        auto* answer = PQgetResult(connection);
        if (!answer) fail(nullptr);
        while (auto* rest = PQgetResult(connection)) {
            if (is_good(answer)) std::swap(answer, rest);
            PQclear(rest);
        }
        return check(answer);
    }
};

Connection::Connection(std::string url, Plans plans)
    : url_(std::move(url)), plans_(plans), handle_(std::make_unique<Handle>()) {}

Connection::Connection(Connection&&) noexcept = default;

Connection::~Connection() = default;

void Connection::connect() {
    if (is_connected()) return;
    disconnect();
    // A later one counts: the URL may say another time limit and name, not another encoding.
    char const* const keys[] = {"connect_timeout", "application_name", "dbname", "client_encoding",
                                nullptr};
    char const* const values[] = {connect_timeout, "atelier", url_.c_str(), "UTF8", nullptr};
    handle_->connection = PQconnectdbParams(keys, values, 1);
    if (PQstatus(handle_->connection) != CONNECTION_OK) handle_->fail(nullptr);
    PQsetNoticeProcessor(handle_->connection, [](void*, char const*) {}, nullptr);
    if (auto const* settings = settings_for(plans_))
        handle_->check(PQexec(handle_->connection, settings));
}

void Connection::disconnect() {
    PQfinish(handle_->connection);
    handle_->connection = nullptr;
    handle_->prepared.clear();
    handle_->has_ended = false;
}

bool Connection::is_connected() const { return handle_->connection && handle_->is_up(); }

bool Connection::is_in_transaction() const {
    return is_connected() && PQtransactionStatus(handle_->connection) == PQTRANS_INTRANS;
}

int Connection::backend_pid() {
    connect();
    return PQbackendPID(handle_->connection);
}

void Connection::prepare(std::string const& name, char const* text) {
    if (handle_->prepared.contains(name)) return;
    handle_->check(PQprepare(handle_->connection, name.c_str(), text, 0, nullptr));
    handle_->prepared.insert(name);
    record(name);
}

Rows Connection::run_prepared(sql::Query const& query, std::span<Parameter const> parameters) {
    if (!elsewhere_) return run_text(query.name, query.text, parameters);
    return run_text(query.name + (place_mark + elsewhere_->place),
                    elsewhere_->replaced_in(query.text), parameters);
}

Rows Connection::run_text(std::string const& name, std::string const& text,
                          std::span<Parameter const> parameters) {
    connect();
    prepare(name, text.c_str());
    Values const values{parameters};
    return handle_->check(PQexecPrepared(handle_->connection, name.c_str(), values.count(),
                                         values.values.data(), values.lengths.data(),
                                         values.formats.data(), 0));
}

void Connection::prepare(std::initializer_list<sql::Query> queries) {
    connect();
    for (auto const& query : queries) prepare(query.name, query.text);
}

void Connection::send_prepared(sql::Query const& query, std::span<Parameter const> parameters) {
    connect();
    prepare(query.name, query.text);
    Values const values{parameters};
    if (PQsendQueryPrepared(handle_->connection, query.name, values.count(), values.values.data(),
                            values.lengths.data(), values.formats.data(), 0) != 1) {
        handle_->fail(nullptr);
    }
}

bool Connection::has_answer_within(std::chrono::nanoseconds timeout, Awake awake) {
    auto const begun = std::chrono::steady_clock::now();
    while (PQisBusy(handle_->connection) == 1) {
        auto const passed = std::chrono::steady_clock::now() - begun;
        if (passed >= timeout) return false;
        bool const is_awake = passed >= awake.from && passed < awake.until;
        auto const asleep =
            (passed < awake.from ? std::min(awake.from, timeout) : timeout) - passed;
        timespec const time{0, is_awake ? 0 : asleep.count()};
        pollfd waited_for{PQsocket(handle_->connection), POLLIN, 0};
        // Interrupted or in time: what has come is looked at, and the clock.
        if (ppoll(&waited_for, 1, &time, nullptr) != 0) {
            if (PQconsumeInput(handle_->connection) != 1) handle_->fail(nullptr);
        } else if (is_awake) {
            sched_yield();
        }
    }
    return true;
}

Rows Connection::receive() { return handle_->whole_answer(); }

Rows Connection::execute(std::string const& statements) {
    connect();
    return handle_->check(PQexec(handle_->connection, statements.c_str()));
}

void Connection::copy_in(std::string const& statement, std::string_view data) {
    execute(statement);
    if (PQputCopyData(handle_->connection, data.data(), static_cast<int>(data.size())) != 1 ||
        PQputCopyEnd(handle_->connection, nullptr) != 1) {
        handle_->fail(nullptr);
    }
    handle_->whole_answer();
}

void Batch::add_text(std::string name, std::string text, std::vector<Parameter> parameters) {
    statements_.push_back({std::move(name), std::move(text), std::move(parameters)});
}

void Batch::send() {
    auto& handle = *connection_.handle_;
    auto const must = [&handle](int sent) {
        if (sent != 1) handle.fail(nullptr);
    };
    for (auto const& one : statements_) {
        if (one.name.empty()) {
            must(PQsendQueryParams(handle.connection, one.text.c_str(), 0, nullptr, nullptr,
                                   nullptr, nullptr, 0));
            continue;
        }
        Values const values{one.parameters};
        must(PQsendQueryPrepared(handle.connection, one.name.c_str(), values.count(),
                                 values.values.data(), values.lengths.data(), values.formats.data(),
                                 0));
    }
    must(PQpipelineSync(handle.connection));
}

std::vector<Rows> Batch::run() {
    std::vector<Rows> answers;
    if (statements_.empty()) return answers;
    connection_.connect();
    auto& handle = *connection_.handle_;
    for (auto const& one : statements_) {
        if (!one.name.empty()) connection_.prepare(one.name, one.text.c_str());
    }
    if (PQenterPipelineMode(handle.connection) != 1) handle.fail(nullptr);
    try {
        send();
        PGresult* refused = nullptr;
        for (std::size_t i = 0; i < statements_.size(); ++i) {
            auto* const result = PQgetResult(handle.connection);
            if (!result) handle.fail(refused);
            if (refused) {
                PQclear(result);  // aborted: not run
            } else if (is_good(result)) {
                answers.emplace_back(result);
            } else {
                refused = result;
            }
            PQclear(PQgetResult(handle.connection));  // null: the end of this statement
        }
        // The end of all: what is in no transaction of its own is committed there.
        auto* const end = PQgetResult(handle.connection);
        if (!refused && PQresultStatus(end) != PGRES_PIPELINE_SYNC) handle.fail(end);
        PQclear(end);
        if (PQexitPipelineMode(handle.connection) != 1) handle.fail(refused);
        if (refused) handle.fail(refused);
    } catch (DatabaseError const&) {
        // A connection with answers still to come must not be used again.
        if (PQpipelineStatus(handle.connection) != PQ_PIPELINE_OFF) connection_.disconnect();
        throw;
    }
    statements_.clear();
    return answers;
}

}  // namespace atelier::eventstore
