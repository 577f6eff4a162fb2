#include "eventstore/log/appender.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <unordered_set>

#include "eventstore/log/append_outcome.hpp"
#include "eventstore/log/append_parameters.hpp"
#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

using namespace std::chrono_literals;

constexpr auto retry_pause = 50ms;
constexpr auto longest_awake_around = 200us;  // the time when an answer usually comes

/// The events of a request as the log keeps them now; it is left without them.
void move_events(AppendRequest& request, Appended const& appended, std::vector<RawEvent>& to) {
    auto position = appended.position - static_cast<Position>(request.events.size());
    for (auto& event : request.events) {
        to.push_back({++position, event.id, event.stream, event.version, std::move(event.type),
                      event.schema_version, event.workspace, std::move(event.data),
                      std::move(event.metadata), appended.recorded_at});
    }
    request.events.clear();
}

std::size_t size_of(AppendRequest const& request) {
    std::size_t bytes = 0;
    for (auto const& event : request.events)
        bytes += event.data.size() + event.metadata.size() + 200;
    if (request.answer) bytes += request.answer->response.size();
    return bytes;
}

/// What the requests of one batch write: a later request that looks at any of it waits for the next
/// batch, since the append judges all of them by the state before it.
class Writes {
public:
    bool meets(AppendRequest const& request) const {
        return std::ranges::any_of(request.guards,
                                   [&](auto const& g) { return streams_.contains(g.stream); }) ||
               std::ranges::any_of(
                   request.quiet,
                   [&](auto const& q) { return with_tasks_.contains(q.workspace); }) ||
               std::ranges::any_of(request.claims,
                                   [&](auto const& c) { return names_.contains(name_of(c)); }) ||
               (request.answer && names_.contains(name_of(*request.answer)));
    }
    void add(AppendRequest const& request) {
        for (auto const& event : request.events) {
            streams_.insert(event.stream);
            if (event.stream.kind == StreamKind::task) with_tasks_.insert(event.workspace);
        }
        for (auto const& claim : request.claims) names_.insert(name_of(claim));
        if (request.answer) names_.insert(name_of(*request.answer));
    }

private:
    static std::string name_of(Claim const& claim) { return "c " + claim.scope + " " + claim.key; }
    static std::string name_of(Answer const& answer) {
        return "a " + answer.scope + " " + answer.key;
    }
    std::unordered_set<StreamId> streams_;
    std::unordered_set<WorkspaceId> with_tasks_;  // whose tasks are written
    std::unordered_set<std::string> names_;
};

}  // namespace

Appender::Appender(std::string url, LogSignal& signal, std::chrono::milliseconds patience)
    : connection_(std::move(url), Connection::Plans::indexed),
      signal_(signal),
      patience_(patience),
      answering_thread_([this] { answer_all(); }),
      thread_([this] { work(); }) {}

Appender::~Appender() { stop(); }

void Appender::submit(AppendRequest request, AppendDone done) {
    std::unique_lock lock{mutex_};
    if (stopping_ || queue_.size() >= queue_limit) {
        lock.unlock();
        return done(Unavailable{"too many commands wait for the log", false});
    }
    Waiting one{std::move(request), std::move(done), std::chrono::steady_clock::now()};
    if (may_append_here(one)) {
        is_busy_ = true;
        begun_ = one.since;
        ++batches_;
        ++requests_;
        auto const awake = when_to_look(one);
        lock.unlock();
        return append_here(std::move(one), awake);
    }
    queue_.push_back(std::move(one));
    bool const thread_sleeps = !is_busy_;
    lock.unlock();
    if (thread_sleeps) wake_.notify_one();
}

void Appender::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    {
        std::lock_guard const lock{answers_mutex_};
        last_was_answered_ = true;
    }
    answers_wake_.notify_all();
    if (answering_thread_.joinable()) answering_thread_.join();
}

Appender::Figures Appender::figures() {
    std::lock_guard const lock{mutex_};
    return {queue_.size(), batches_, requests_};
}

/// Under the lock.
std::vector<Appender::Waiting> Appender::take_batch() {
    std::vector<Waiting> batch;
    std::deque<Waiting> later;
    Writes writes;
    std::size_t bytes = 0;
    while (!queue_.empty() && batch.size() < batch_limit && bytes < batch_bytes_limit) {
        auto one = std::move(queue_.front());
        queue_.pop_front();
        if (writes.meets(one.request)) {
            // What it writes is remembered too, so that requests stay in their order where it
            // matters.
            writes.add(one.request);
            later.push_back(std::move(one));
            continue;
        }
        writes.add(one.request);
        bytes += size_of(one.request);
        batch.push_back(std::move(one));
    }
    for (; !later.empty(); later.pop_back()) queue_.push_front(std::move(later.back()));
    ++batches_;
    requests_ += batch.size();
    return batch;
}

void Appender::work() {
    std::unique_lock lock{mutex_};
    while (true) {
        wake_.wait(lock, [this] {
            return !sent_.empty() || (!is_busy_ && (stopping_ || !queue_.empty()));
        });
        bool was_alone = false;
        if (!sent_.empty()) {
            auto batch = std::exchange(sent_, {});
            lock.unlock();
            was_alone = receive(std::move(batch));
        } else if (!queue_.empty()) {
            is_busy_ = true;
            begun_ = std::chrono::steady_clock::now();
            auto batch = take_batch();
            lock.unlock();
            was_alone = append(resolve_doubts(std::move(batch)));
        } else {
            return;
        }
        lock.lock();
        is_busy_ = false;
        is_quiet_ = was_alone;
        ended_ = std::chrono::steady_clock::now();
    }
}

/// Under the lock. Who submits one after the other without a pause would keep them apart.
bool Appender::may_append_here(Waiting const& one) const {
    return is_quiet_ && !is_busy_ && queue_.empty() && size_of(one.request) <= bytes_here &&
           one.since - ended_ >= (ended_ - begun_) / 8;
}

/// Under the lock. One that comes sooner after the last than that took is probably not the last of
/// them: somebody waits for one to send the next, and is waited for on a processor of its own. Not
/// all the time: at first the server has nothing to say, and a slow disk costs no more than this.
Connection::Awake Appender::when_to_look(Waiting const& one) const {
    if (one.since - ended_ > usual_) return {};
    auto const around = std::min<std::chrono::nanoseconds>(usual_ / 2, longest_awake_around);
    return {.from = usual_ - around, .until = usual_ + around};
}

void Appender::append_here(Waiting one, Connection::Awake awake) {
    std::vector<Waiting> batch;
    batch.push_back(std::move(one));
    std::optional<AppendOutcome> outcome;
    bool thread_is_needed = true;
    try {
        send(batch);
        if (connection_.has_answer_within(longest_wait_here, awake))
            outcome = std::move(outcomes_of(batch, connection_.receive()).front());
        std::lock_guard const lock{mutex_};
        if (outcome) {
            is_busy_ = false;
            ended_ = std::chrono::steady_clock::now();
            usual_ += (ended_ - begun_ - usual_) / 8;
            thread_is_needed = stopping_ || !queue_.empty();
        } else {
            sent_ = std::move(batch);
        }
    } catch (DatabaseError const& error) {
        // To mend that may take long.
        batch.front().forget_if_refused(error);
        std::lock_guard const lock{mutex_};
        queue_.push_front(std::move(batch.front()));
        is_busy_ = is_quiet_ = false;
    }
    if (thread_is_needed) wake_.notify_one();
    if (outcome) batch.front().done(std::move(*outcome));
}

AppendCall Appender::call_for(std::vector<Waiting> const& batch) {
    if (batch.size() == 1) return append_alone(batch.front().request);
    AppendParameters parameters;
    std::int32_t number = 0;
    for (auto const& one : batch) parameters.add(++number, one.request);
    return {sql::log_append_requests, parameters.take(number)};
}

void Appender::send(std::vector<Waiting>& batch) {
    auto const call = call_for(batch);
    connection_.prepare({sql::log_append_requests, sql::log_append_request});
    for (auto& one : batch) one.maybe_appended = true;
    connection_.send_prepared(call.query, call.parameters);
}

bool Appender::append(std::vector<Waiting> batch) {
    if (batch.empty()) return false;
    try {
        send(batch);
    } catch (DatabaseError const& error) {
        failed(std::move(batch), error);
        return false;
    }
    return receive(std::move(batch));
}

bool Appender::receive(std::vector<Waiting> batch) {
    std::vector<AppendOutcome> outcomes;
    try {
        outcomes = outcomes_of(batch, connection_.receive());
    } catch (DatabaseError const& error) {
        failed(std::move(batch), error);
        return false;
    }
    if (batch.size() == 1) {
        // Nobody is kept waiting by one, and it is told sooner than the other thread wakes up.
        batch.front().done(std::move(outcomes.front()));
        return true;
    }
    std::lock_guard const lock{answers_mutex_};
    for (std::size_t i = 0; i < batch.size(); ++i)
        answers_.emplace_back(std::move(batch[i].done), std::move(outcomes[i]));
    answers_wake_.notify_one();
    return false;
}

void Appender::failed(std::vector<Waiting> batch, DatabaseError const& error) {
    for (auto& one : batch) one.forget_if_refused(error);
    if (error.is_retryable()) {
        retry_later(std::move(batch), error.what());
    } else if (batch.size() == 1) {
        spdlog::error("the log refused a request: {}", error.what());
        tell(std::move(batch.front().done), Unavailable{error.what(), false});
    } else {
        // One of them is bad: each alone, so that the others are not refused with it.
        for (auto& one : batch) {
            std::vector<Waiting> alone;
            alone.push_back(std::move(one));
            append(std::move(alone));
        }
    }
}

std::vector<AppendOutcome> Appender::outcomes_of(std::vector<Waiting>& batch, Rows const& rows) {
    std::vector<AppendOutcome> outcomes(batch.size());
    for (std::size_t place = 0; place < batch.size(); ++place) {
        auto outcome = append_outcome(rows, place);
        bool const refused = std::holds_alternative<Conflict>(outcome) ||
                             std::holds_alternative<ClaimTaken>(outcome);
        if (refused && batch[place].was_in_doubt) {
            // Perhaps refused because its own older copy came through after all.
            if (auto const found = find(batch[place].request)) {
                signal_.appended(found->position);
                outcome = *found;
                batch[place].request.events.clear();
            }
        }
        outcomes[place] = std::move(outcome);
    }
    std::vector<RawEvent> events;
    for (std::size_t place = 0; place < batch.size(); ++place) {
        if (auto const* appended = std::get_if<Appended>(&outcomes[place]))
            move_events(batch[place].request, *appended, events);
    }
    signal_.appended(std::move(events));
    return outcomes;
}

void Appender::tell(AppendDone done, AppendOutcome outcome) {
    std::lock_guard const lock{answers_mutex_};
    answers_.emplace_back(std::move(done), std::move(outcome));
    answers_wake_.notify_one();
}

/// What comes after an append (the answer to the client, another try) runs while the next batch is
/// on its way.
void Appender::answer_all() {
    std::unique_lock lock{answers_mutex_};
    while (true) {
        answers_wake_.wait(lock, [this] { return last_was_answered_ || !answers_.empty(); });
        if (answers_.empty()) return;
        auto answers = std::exchange(answers_, {});
        lock.unlock();
        for (auto& [done, outcome] : answers) done(std::move(outcome));
        lock.lock();
    }
}

std::optional<Appended> Appender::find(AppendRequest const& request) {
    if (request.events.empty()) return std::nullopt;
    auto const& event = request.events.back();
    auto const rows = connection_.run(sql::log_find_event, to_text(event.stream), event.version);
    if (rows.empty() || rows.uuid(0, 0) != event.id.uuid) return std::nullopt;
    return Appended{rows.integer(0, 1), Timestamp{rows.integer(0, 2)}};
}

std::vector<Appender::Waiting> Appender::resolve_doubts(std::vector<Waiting> batch) {
    std::vector<Waiting> open;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        auto& one = batch[i];
        try {
            if (one.maybe_appended) {
                one.was_in_doubt = true;
                if (auto const found = find(one.request)) {
                    tell(std::move(one.done), *found);
                    signal_.appended(found->position);
                    continue;
                }
            }
        } catch (DatabaseError const& error) {
            // Everything from here on is still in doubt or was never sent.
            std::move(batch.begin() + static_cast<std::ptrdiff_t>(i), batch.end(),
                      std::back_inserter(open));
            retry_later(std::move(open), error.what());
            return {};
        }
        one.maybe_appended = false;
        open.push_back(std::move(one));
    }
    return open;
}

void Appender::retry_later(std::vector<Waiting> batch, std::string const& reason) {
    connection_.disconnect();
    auto const now = std::chrono::steady_clock::now();
    std::size_t given_up = 0;
    std::unique_lock lock{mutex_};
    for (auto one = batch.rbegin(); one != batch.rend(); ++one) {
        if (now - one->since < patience_ && !stopping_) {
            queue_.push_front(std::move(*one));
            one->done = nullptr;
        }
    }
    // While the database is away nobody waits longer than the patience, also behind a full queue.
    std::vector<Waiting> expired;
    while (!queue_.empty() && (stopping_ || now - queue_.front().since >= patience_)) {
        expired.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    lock.unlock();
    for (auto* group : {&batch, &expired}) {
        for (auto& one : *group) {
            if (!one.done) continue;
            ++given_up;
            tell(std::move(one.done), Unavailable{reason, one.maybe_appended});
        }
    }
    spdlog::warn("append failed, {} requests given up: {}", given_up, reason);
    std::this_thread::sleep_for(retry_pause);
}

}  // namespace atelier::eventstore
