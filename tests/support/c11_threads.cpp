// The mutexes, condition variables and threads of C11's <threads.h>, by way of the ones of POSIX.
// ThreadSanitizer watches only the latter, and Debian's librdkafka uses the former: without this,
// whatever its threads hand to ours looks unordered. Linked in the preset tsan only, in front of
// the C library's own; cnd_timedwait is in eventstore/kafka/steady_waits.cpp.
#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <memory>

static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t));
static_assert(sizeof(cnd_t) >= sizeof(pthread_cond_t));
static_assert(sizeof(thrd_t) == sizeof(pthread_t));
static_assert(sizeof(once_flag) == sizeof(pthread_once_t) && PTHREAD_ONCE_INIT == 0);

// ThreadSanitizer's own.
extern "C" void AnnotateIgnoreWritesBegin(char const* file, int line);
extern "C" void AnnotateIgnoreWritesEnd(char const* file, int line);

namespace {

/// What is written meanwhile is not held against other threads: librdkafka passes a new mutex on
/// by atomic operations that ThreadSanitizer does not see, so that making one looks raced for.
struct Unwatched {
    Unwatched() { AnnotateIgnoreWritesBegin(__FILE__, __LINE__); }
    ~Unwatched() { AnnotateIgnoreWritesEnd(__FILE__, __LINE__); }
};

pthread_mutex_t* posix(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* posix(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }

int outcome(int error) {
    switch (error) {
        case 0:
            return thrd_success;
        case EBUSY:
            return thrd_busy;
        case ETIMEDOUT:
            return thrd_timedout;
        case ENOMEM:
            return thrd_nomem;
        default:
            return thrd_error;
    }
}

struct Start {
    thrd_start_t function;
    void* argument;
};

void* run(void* given) {
    auto const start = std::unique_ptr<Start>(static_cast<Start*>(given));
    return reinterpret_cast<void*>(static_cast<std::intptr_t>(start->function(start->argument)));
}

}  // namespace

extern "C" {

int mtx_init(mtx_t* mutex, int kind) {
    Unwatched const unwatched;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    if (kind & mtx_recursive) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    int const error = pthread_mutex_init(posix(mutex), &attributes);
    pthread_mutexattr_destroy(&attributes);
    return outcome(error);
}

int mtx_lock(mtx_t* mutex) { return outcome(pthread_mutex_lock(posix(mutex))); }
int mtx_trylock(mtx_t* mutex) { return outcome(pthread_mutex_trylock(posix(mutex))); }
int mtx_timedlock(mtx_t* mutex, timespec const* until) {
    return outcome(pthread_mutex_timedlock(posix(mutex), until));
}
int mtx_unlock(mtx_t* mutex) { return outcome(pthread_mutex_unlock(posix(mutex))); }
void mtx_destroy(mtx_t* mutex) {
    Unwatched const unwatched;
    pthread_mutex_destroy(posix(mutex));
}

int cnd_init(cnd_t* condition) {
    Unwatched const unwatched;
    return outcome(pthread_cond_init(posix(condition), nullptr));
}
int cnd_signal(cnd_t* condition) { return outcome(pthread_cond_signal(posix(condition))); }
int cnd_broadcast(cnd_t* condition) { return outcome(pthread_cond_broadcast(posix(condition))); }
int cnd_wait(cnd_t* condition, mtx_t* mutex) {
    return outcome(pthread_cond_wait(posix(condition), posix(mutex)));
}
void cnd_destroy(cnd_t* condition) {
    Unwatched const unwatched;
    pthread_cond_destroy(posix(condition));
}

int thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
    auto start = std::make_unique<Start>(Start{function, argument});
    int const error = pthread_create(thread, nullptr, run, start.get());
    if (error == 0) static_cast<void>(start.release());
    return error == EAGAIN ? thrd_nomem : outcome(error);
}

int thrd_join(thrd_t thread, int* result) {
    void* value = nullptr;
    int const error = pthread_join(thread, &value);
    if (result) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(value));
    return outcome(error);
}

void call_once(once_flag* flag, void (*function)()) {
    pthread_once(reinterpret_cast<pthread_once_t*>(flag), function);
}

}  // extern "C"
