#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "domain/id.hpp"
#include "eventstore/database/binary_format.hpp"
#include "schemas/sql_types.hpp"

namespace atelier::eventstore {

/// A fault of the database. `is_retryable`: the connection is lost, or the server says to try
/// again.
class DatabaseError : public std::runtime_error {
public:
    DatabaseError(std::string const& message, std::string state, bool retryable)
        : std::runtime_error(message), state_(std::move(state)), retryable_(retryable) {}
    std::string const& state() const {
        return state_;
    }  ///< SQLSTATE, empty when the connection is lost
    bool is_retryable() const { return retryable_; }

private:
    std::string state_;
    bool retryable_;
};

/// One parameter of a statement: text in the server's input format, or bytes in its binary format.
struct Parameter {
    std::string value;
    bool binary = false;
    bool null = false;
};

/// Arrays travel in the binary format: nothing is quoted, nothing is parsed.
class ArrayParameter : public BinaryValues {
public:
    enum class Element : std::uint32_t {
        int4 = 23,
        int8 = 20,
        text = 25,
        uuid = 2950,
        bytea = 17,
        boolean = 16,
        float8 = 701,
        timestamptz = 1184,
        date = 1082,
        jsonb = 3802
    };
    explicit ArrayParameter(Element element);

    Parameter take();
};

inline Parameter parameter(Parameter value) { return value; }
inline Parameter parameter(std::string_view text) { return {std::string{text}, false, false}; }
inline Parameter parameter(char const* text) { return {text, false, false}; }
inline Parameter parameter(std::string const& text) { return {text, false, false}; }
inline Parameter parameter(std::int64_t number) { return {std::to_string(number), false, false}; }
inline Parameter parameter(int number) { return {std::to_string(number), false, false}; }
inline Parameter parameter(bool value) { return {value ? "t" : "f", false, false}; }
inline Parameter parameter(std::nullptr_t) { return {{}, false, true}; }
inline Parameter parameter(Uuid const& uuid) { return {to_text(uuid), false, false}; }
template <class Tag>
Parameter parameter(Id<Tag> const& id) {
    return parameter(id.uuid);
}
inline Parameter parameter(ArrayParameter array) { return array.take(); }
template <class T>
Parameter parameter(std::optional<T> const& value) {
    return value ? parameter(*value) : parameter(nullptr);
}
inline Parameter bytes_parameter(std::string_view bytes) {
    return {std::string{bytes}, true, false};
}

/// A number as the server says it in text; throws DatabaseError where it is none.
std::int64_t integer_in(std::string_view text);

/// What a statement answered; owns its memory.
class Rows {
public:
    explicit Rows(void* result);  ///< takes a PGresult
    Rows(Rows&& other) noexcept;
    Rows& operator=(Rows&& other) noexcept;
    ~Rows();

    std::size_t size() const;
    bool empty() const { return size() == 0; }
    std::size_t affected() const;
    bool is_null(std::size_t row, int column) const;
    std::string_view text(std::size_t row, int column) const;
    std::string string(std::size_t row, int column) const { return std::string{text(row, column)}; }
    std::int64_t integer(std::size_t row, int column) const;
    double number(std::size_t row, int column) const;
    bool boolean(std::size_t row, int column) const { return text(row, column) == "t"; }
    Uuid uuid(std::size_t row, int column) const;
    std::string bytes(std::size_t row, int column) const;  ///< of a bytea column

private:
    void* result_;
};

/// Tables that statements of `schemas/queries` are to find under another name.
struct TableNames {
    std::string place;  ///< what they are together called: a part of prepared statements' names
    std::map<std::string, std::string, std::less<>> tables;  ///< by `schema.table`, as written
    std::string replaced_in(std::string_view statement) const;
};

/// One connection to PostgreSQL; used by one thread at a time. Connects when first used and again
/// after it was lost. Every function that talks to the server throws DatabaseError.
class Connection {
public:
    /// generic: statements are planned once. PostgreSQL would plan for the very arrays of each
    /// call, which with a few rows costs more than to run it.
    /// indexed: generic, and row by row through an index also where the table is so small now that
    /// reading all of it looks cheaper; what is so disabled is not compiled either. custom: planned
    /// at each call, for tables that hold much now and little then.
    enum class Plans { automatic, generic, indexed, custom };
    explicit Connection(std::string url, Plans plans = Plans::automatic);
    Connection(Connection&&) noexcept;
    ~Connection();

    /// Runs a statement of `schemas/queries`, prepared on first use.
    template <class... Values>
    Rows run(sql::Query const& query, Values&&... values) {
        Parameter const parameters[]{parameter(std::forward<Values>(values))...};
        return run_prepared(query, parameters);
    }
    Rows run(sql::Query const& query) { return run_prepared(query, {}); }
    Rows run_prepared(sql::Query const& query, std::span<Parameter const> parameters);

    /// So that running them does not begin with it.
    void prepare(std::initializer_list<sql::Query> queries);

    /// `run_prepared` in three steps: nothing else may be asked for between them. Sending waits for
    /// the server only where the statement is not prepared.
    void send_prepared(sql::Query const& query, std::span<Parameter const> parameters);
    /// Whether `receive` has not to wait; waits itself for so long at most. Asleep, but for the
    /// part of that time in which it looks again and again, and lets everybody else go first: who
    /// is awake has the answer sooner, and the server has nobody to wake.
    struct Awake {
        std::chrono::nanoseconds from, until;  ///< since the call
    };
    bool has_answer_within(std::chrono::nanoseconds timeout, Awake awake = {});
    Rows receive();

    /// Statements that are made at run time (read models' tables, migrations); several may stand in
    /// one text.
    Rows execute(std::string const& statements);
    /// One statement made at run time, prepared under a name that stays the same for the same text.
    Rows run_text(std::string const& name, std::string const& text,
                  std::span<Parameter const> parameters);

    /// From now on statements of `schemas/queries` find these tables elsewhere; null: none. Use
    /// `Elsewhere`. The names must outlive that.
    void read_elsewhere(TableNames const* names) { elsewhere_ = names; }

    /// COPY … FROM STDIN: `data` is in the format that the statement says.
    void copy_in(std::string const& statement, std::string_view data);

    void connect();  ///< now, instead of at the first use
    void disconnect();
    bool is_connected() const;
    bool is_in_transaction() const;
    std::string const& url() const { return url_; }
    int backend_pid();

private:
    friend class Batch;
    struct Handle;
    void prepare(std::string const& name, char const* text);
    std::string url_;
    Plans plans_;
    TableNames const* elsewhere_ = nullptr;
    std::unique_ptr<Handle> handle_;
};

/// While it lives, the connection's statements find some tables elsewhere.
class Elsewhere {
public:
    Elsewhere(Connection& connection, TableNames const& names) : connection_(connection) {
        connection_.read_elsewhere(&names);
    }
    ~Elsewhere() { connection_.read_elsewhere(nullptr); }
    Elsewhere(Elsewhere const&) = delete;

private:
    Connection& connection_;
};

/// Statements that are sent together and answered together: one round trip for all of them (libpq's
/// pipeline). Nothing is sent before `run`.
class Batch {
public:
    explicit Batch(Connection& connection) : connection_(connection) {}

    template <class... Values>
    void add(sql::Query const& query, Values&&... values) {
        add_text(query.name, query.text, {parameter(std::forward<Values>(values))...});
    }
    /// As `Connection::run_text`.
    void add_text(std::string name, std::string text, std::vector<Parameter> parameters);
    bool empty() const { return statements_.empty(); }

    /// The answers in the order of the statements; throws what the first refused one says, and then
    /// none after it was run.
    std::vector<Rows> run();

private:
    struct Statement {
        std::string name;
        std::string text;
        std::vector<Parameter> parameters;
    };
    void send();
    Connection& connection_;
    std::vector<Statement> statements_;
};

/// BEGIN at construction, ROLLBACK at destruction unless committed. A snapshot inside another
/// transaction is a part of that.
class Transaction {
public:
    enum class Kind { read_write, snapshot };  ///< snapshot: repeatable read, read only
    explicit Transaction(Connection& connection, Kind kind = Kind::read_write);
    /// Begins with the batch, which must still be empty.
    Transaction(Connection& connection, Batch& batch, Kind kind = Kind::read_write);
    ~Transaction();
    Transaction(Transaction const&) = delete;
    void commit();

private:
    Connection& connection_;
    bool open_;
};

}  // namespace atelier::eventstore
