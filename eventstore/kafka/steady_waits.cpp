// C11's cnd_timedwait by the steady clock, in front of the C library's own. librdkafka waits by it
// until a time of the wall clock: a clock that is set back by two minutes while it waits makes that
// two minutes longer, in which a connection that was lost is not made anew
// (https://github.com/confluentinc/librdkafka/issues/2145). Nobody else here uses <threads.h>.
// Linked into every program that has librdkafka; see docs/adr/0027.
#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <ctime>

namespace {

static_assert(sizeof(cnd_t) >= sizeof(pthread_cond_t) && alignof(cnd_t) >= alignof(pthread_cond_t));
static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t) &&
              alignof(mtx_t) >= alignof(pthread_mutex_t));

constexpr long nanoseconds_per_second = 1'000'000'000;

timespec now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return time;
}

/// a + b - c
timespec moved(timespec a, timespec b, timespec c) {
    timespec result{a.tv_sec + b.tv_sec - c.tv_sec, a.tv_nsec + b.tv_nsec - c.tv_nsec};
    for (; result.tv_nsec < 0; result.tv_nsec += nanoseconds_per_second) --result.tv_sec;
    for (; result.tv_nsec >= nanoseconds_per_second; result.tv_nsec -= nanoseconds_per_second)
        ++result.tv_sec;
    return result.tv_sec < 0 ? timespec{} : result;
}

/// A wait that goes on after it was woken asks for the same time of the wall clock again; by then
/// the clock may have been set.
struct LastWait {
    cnd_t const* condition;
    timespec until;
    timespec steady;
};
thread_local LastWait last_wait{};

timespec steady_time(cnd_t const* condition, timespec const& until) {
    bool const goes_on = last_wait.condition == condition &&
                         last_wait.until.tv_sec == until.tv_sec &&
                         last_wait.until.tv_nsec == until.tv_nsec;
    if (!goes_on) {
        last_wait = {condition, until, moved(now(CLOCK_MONOTONIC), until, now(CLOCK_REALTIME))};
    }
    return last_wait.steady;
}

}  // namespace

extern "C" int cnd_timedwait(cnd_t* condition, mtx_t* mutex, timespec const* until) {
    auto const steady = steady_time(condition, *until);
    int const error =
        pthread_cond_clockwait(reinterpret_cast<pthread_cond_t*>(condition),
                               reinterpret_cast<pthread_mutex_t*>(mutex), CLOCK_MONOTONIC, &steady);
    if (error == 0) return thrd_success;
    return error == ETIMEDOUT ? thrd_timedout : thrd_error;
}
