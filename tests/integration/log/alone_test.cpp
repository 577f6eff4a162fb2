#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <sstream>
#include <utility>

#include "eventstore/log/append_parameters.hpp"
#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

constexpr int requests = 1200;
constexpr std::initializer_list<char const*> all_outcomes{"accepted", "conflict", "claimed",
                                                          "replayed", "key_reused"};

/// Requests about a few streams and claims, so that many are refused: for old versions, for claims
/// that are taken, for tasks that are not quiet.
class AnyRequest {
public:
    AppendRequest next() {
        AppendRequest request;
        for (int i = below(4); i > 0; --i) request.guards.push_back(guard());
        if (below(10) == 0) request.quiet = {{workspace_, below(requests)}};
        for (int i = below(3); i > 0; --i)
            request.claims.push_back({"seat", std::to_string(below(6)), "Ada", below(2) == 0});
        std::ranges::sort(request.claims, {}, &Claim::key);
        auto const doubles = std::ranges::unique(request.claims, {}, &Claim::key);
        request.claims.erase(doubles.begin(), doubles.end());
        auto versions = versions_;
        for (int i = below(6); i > 0; --i) {
            auto const stream = any_stream();
            request.events.push_back(event_after(stream, versions[stream]++));
            request.events.back().workspace = workspace_;
        }
        if (!request.events.empty() && below(4) > 0) guard_first_by_its_stream(request);
        if (below(8) == 0) request.secrets = {{"key", std::to_string(below(3)), "secret"}};
        if (below(5) == 0)
            request.answer = {"Ada", std::to_string(below(60)), std::to_string(below(2)), "answer"};
        return request;
    }

    void accepted(AppendRequest const& request) {
        for (auto const& event : request.events) versions_[event.stream] = event.version;
    }

private:
    int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

    StreamId any_stream() { return streams_[random_() % streams_.size()]; }

    /// As nearly all commands do.
    void guard_first_by_its_stream(AppendRequest& request) {
        auto const& stream = request.events.front().stream;
        std::erase_if(request.guards, [&](Guard const& one) { return one.stream == stream; });
        request.guards.push_back({stream, versions_[stream]});
        // What this node knows may be old.
        if (below(8) == 0) {
            ++request.guards.back().version;
            for (auto& event : request.events) {
                if (event.stream == stream) ++event.version;
            }
        }
    }

    Guard guard() {
        auto const stream = any_stream();
        return {stream, versions_[stream] - (below(8) == 0)};
    }

    std::mt19937 random_{20'261'122};
    WorkspaceId workspace_{new_uuid()};
    std::vector<StreamId> streams_{new_stream(), new_stream(), new_stream(StreamKind::project),
                                   new_stream(), new_stream(StreamKind::workspace)};
    std::map<StreamId, std::int64_t> versions_;
};

struct Log {
    /// The outcome, the position, and what is said of it in any order.
    std::vector<std::string> append(std::string const& function, std::string query,
                                    std::vector<Parameter> const& parameters) {
        std::istringstream words{
            connection.run_text("test." + function, query, parameters).string(0, 0)};
        std::vector<std::string> answer{std::istream_iterator<std::string>{words}, {}};
        REQUIRE(answer.size() > 2);
        answer.erase(answer.begin() + 2);  // the time
        std::ranges::sort(answer);
        return answer;
    }
    std::vector<std::string> append_alone(AppendRequest const& request) {
        auto const call = eventstore::append_alone(request);
        bool const is_plain = call.query.name == std::string_view{sql::log_append_request.name};
        if (!is_plain) return append("append_requests", call.query.text, call.parameters);
        ++plain[{request.events.size() > 1, request.answer.has_value()}];
        return append("append_request", call.query.text, call.parameters);
    }
    std::vector<std::string> append_in_batch(AppendRequest const& request) {
        AppendParameters parameters;
        parameters.add(1, request);
        return append("append_requests", sql::log_append_requests.text, parameters.take(1));
    }

    /// All that is in the log, but for when it was appended.
    std::string contents() {
        return rows_of("select position, event_id, stream, version from log.events") +
               rows_of("select * from log.streams") + rows_of("select * from log.claims") +
               rows_of("select kind, key, value from log.secrets") +
               rows_of("select scope, key, request_hash, position from log.commands");
    }

    std::string rows_of(std::string const& select) {
        return told(
            connection.execute("select found::text from (" + select + ") found order by 1"));
    }

    static std::string told(Rows const& rows) {
        std::string all;
        for (std::size_t row = 0; row < rows.size(); ++row) all += rows.string(row, 0) + "\n";
        return all;
    }

    TestDatabase database;
    Connection connection{database.owner_url(), Connection::Plans::indexed};
    std::map<std::pair<bool, bool>, int> plain;  // with several events, with an answer
};

}  // namespace

TEST_CASE("a request alone comes to the same as in a batch") {
    Log alone;
    Log batch;
    AnyRequest any;
    std::map<std::string, int> outcomes;
    for (int i = 0; i < requests; ++i) {
        auto const request = any.next();
        auto const answer = alone.append_alone(request);
        REQUIRE(answer == batch.append_in_batch(request));
        for (auto const* outcome : all_outcomes) {
            if (std::ranges::find(answer, outcome) != answer.end()) ++outcomes[outcome];
        }
        if (std::ranges::find(answer, "accepted") != answer.end()) any.accepted(request);
    }
    CHECK(alone.contents() == batch.contents());
    audit(alone.connection);
    audit(batch.connection);
    CHECK(alone.plain.size() == 4);
    for (auto const& [kind, count] : alone.plain) CHECK(count > requests / 60);
    for (auto const* outcome : all_outcomes) CHECK_MESSAGE(outcomes[outcome] > 0, outcome);
    CHECK(outcomes["accepted"] > requests / 10);
}

}  // namespace atelier::test
