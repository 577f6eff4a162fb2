// How long one record takes from produce until it is consumed, one after the other.
//   kafka_hops BROKERS TOPIC COUNT BYTES PER_SECOND
// A record is sent when its turn has come at that pace, or when the one before it has arrived. The
// topic is made, with one partition. Prints {"count":…,"p50_ms":…,"p99_ms":…}. Exit code 1: it
// did not work out, standard error says why.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Settings = std::vector<std::pair<char const*, std::string>>;

constexpr int wait_ms = 10'000;
constexpr int warm_up = 20;

struct Destroy {
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
    void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
    void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
    void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
    void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
    void operator()(rd_kafka_topic_partition_list_t* list) const {
        rd_kafka_topic_partition_list_destroy(list);
    }
};
template <class T>
using Handle = std::unique_ptr<T, Destroy>;

void require_none(rd_kafka_resp_err_t error, char const* what) {
    if (error) throw std::runtime_error{fmt::format("{}: {}", what, rd_kafka_err2str(error))};
}

Handle<rd_kafka_t> client_of(rd_kafka_type_t kind, Settings const& settings) {
    char reason[256];
    auto* const conf = rd_kafka_conf_new();
    for (auto const& [name, value] : settings) {
        if (rd_kafka_conf_set(conf, name, value.c_str(), reason, sizeof reason) != RD_KAFKA_CONF_OK)
            throw std::runtime_error{reason};
    }
    auto* const client = rd_kafka_new(kind, conf, reason, sizeof reason);
    if (!client) throw std::runtime_error{reason};
    return Handle<rd_kafka_t>{client};
}

void make_topic(rd_kafka_t* client, std::string const& name) {
    char reason[256];
    Handle<rd_kafka_NewTopic_t> const topic{
        rd_kafka_NewTopic_new(name.c_str(), 1, 1, reason, sizeof reason)};
    Handle<rd_kafka_queue_t> const queue{rd_kafka_queue_new(client)};
    auto* list = topic.get();
    rd_kafka_CreateTopics(client, &list, 1, nullptr, queue.get());
    Handle<rd_kafka_event_t> const answer{rd_kafka_queue_poll(queue.get(), wait_ms)};
    if (!answer) throw std::runtime_error{"the broker does not answer"};
    std::size_t count = 0;
    auto const* const topics = rd_kafka_CreateTopics_result_topics(
        rd_kafka_event_CreateTopics_result(answer.get()), &count);
    if (count == 1) require_none(rd_kafka_topic_result_error(topics[0]), "making the topic");
}

double hop_ms(rd_kafka_t* producer, rd_kafka_t* consumer, std::string const& topic,
              std::string& value) {
    auto const started = Clock::now();
    require_none(
        rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(0),
                          RD_KAFKA_V_VALUE(value.data(), value.size()),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END),
        "producing");
    Handle<rd_kafka_message_t> const message{rd_kafka_consumer_poll(consumer, wait_ms)};
    if (!message) throw std::runtime_error{"a record was not consumed"};
    require_none(message->err, "consuming");
    auto const took = Clock::now() - started;
    rd_kafka_poll(producer, 0);
    return std::chrono::duration<double, std::milli>(took).count();
}

void measure(std::string const& brokers, std::string const& topic, int count, int bytes,
             int per_second) {
    auto const producer = client_of(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers},
                                                        {"enable.idempotence", "true"},
                                                        {"acks", "all"},
                                                        {"linger.ms", "0"}});
    make_topic(producer.get(), topic);
    auto const consumer = client_of(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers},
                                                        {"group.id", topic},
                                                        {"enable.auto.commit", "false"},
                                                        {"fetch.wait.max.ms", "500"}});
    rd_kafka_poll_set_consumer(consumer.get());
    Handle<rd_kafka_topic_partition_list_t> const list{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0)->offset = 0;
    require_none(rd_kafka_assign(consumer.get(), list.get()), "assigning");

    std::string value(static_cast<std::size_t>(bytes), 'x');
    std::vector<double> hops;
    auto turn = Clock::now();
    for (int record = 0; record < warm_up + count; ++record) {
        if (record >= warm_up)
            turn =
                std::max(turn + std::chrono::nanoseconds{1'000'000'000 / per_second}, Clock::now());
        std::this_thread::sleep_until(turn);
        auto const took = hop_ms(producer.get(), consumer.get(), topic, value);
        if (record >= warm_up) hops.push_back(took);
    }
    std::ranges::sort(hops);
    fmt::print("{{\"count\":{},\"p50_ms\":{:.3f},\"p99_ms\":{:.3f}}}\n", hops.size(),
               hops[hops.size() / 2], hops[hops.size() * 99 / 100]);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 6) {
        fmt::print(stderr, "usage: kafka_hops BROKERS TOPIC COUNT BYTES PER_SECOND\n");
        return 2;
    }
    try {
        measure(arguments[1], arguments[2], std::stoi(arguments[3]), std::stoi(arguments[4]),
                std::stoi(arguments[5]));
    } catch (std::exception const& error) {
        fmt::print(stderr, "kafka_hops: {}\n", error.what());
        return 1;
    }
}
