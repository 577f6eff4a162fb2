#include <boost/mp11/algorithm.hpp>

#include "api/live/messages.hpp"
#include "api/openapi/document.hpp"
#include "eventstore/codec/event_codec.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::api {
namespace {

/// A message's own members and its `type`.
template <class Message>
std::string payload() {
    auto schema = codec::schema<std::variant<Message>>();
    return schema;
}

template <class Variant>
void add_messages(std::string& references, std::string& messages, char const* channel) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, Variant>>(
        [&]<class Message>(Message*) {
            std::string const name{codec::wire_name<Message>()};
            references += (references.empty() ? "\"" : ",\"") + name +
                          R"(":{"$ref":"#/components/messages/)" + channel + "_" + name + "\"}";
            messages += (messages.empty() ? "\"" : ",\"") + std::string{channel} + "_" + name +
                        R"(":{"name":")" + name +
                        R"(","contentType":"application/json","payload":)" + payload<Message>() +
                        "}";
        });
}

std::string operation(char const* action, char const* channel, char const* summary) {
    return std::string{R"({"action":")"} + action + R"(","channel":{"$ref":"#/channels/)" +
           channel + R"("},"summary":")" + summary + "\"}";
}

std::string event_messages() {
    std::string messages;
    for (auto const& type : eventstore::event_types()) {
        messages +=
            ",\"event_" + type.name + R"(":{"name":")" + type.name +
            R"(","contentType":"application/json","headers":{"type":"object","properties":{"ce_specversion":{"const":"1.0"},"ce_type":{"const":")" +
            type.name +
            R"("},"ce_id":{"type":"string"},"ce_source":{"type":"string"},"ce_subject":{"type":"string"},"ce_time":{"type":"string","format":"date-time"},"ce_position":{"type":"string"},"ce_streamversion":{"type":"string"},"ce_workspaceid":{"type":"string"},"ce_schemaversion":{"type":"string"},"ce_logepoch":{"type":"string"},"atelier_metadata":{"type":"string"}}},"payload":)" +
            type.json_schema + "}";
    }
    return messages;
}

std::string event_references() {
    std::string references;
    for (auto const& type : eventstore::event_types()) {
        references += (references.empty() ? "\"" : ",\"") + type.name +
                      R"(":{"$ref":"#/components/messages/event_)" + type.name + "\"}";
    }
    return references;
}

std::string component_schemas() {
    std::map<std::string, std::string> schemas;
    codec::collect_schemas<ClientMessage>(schemas);
    codec::collect_schemas<ServerMessage>(schemas);
    codec::collect_schemas<EventVariant>(schemas);
    std::string text;
    for (auto const& [name, schema] : schemas)
        text += (text.empty() ? "\"" : ",\"") + name + "\":" + schema;
    return text;
}

}  // namespace

std::string asyncapi_document() {
    std::string from_client;
    std::string to_client;
    std::string messages;
    add_messages<ClientMessage>(from_client, messages, "client");
    add_messages<ServerMessage>(to_client, messages, "server");
    return R"({"asyncapi":"3.0.0","info":{"title":"Atelier","version":"1","description":"Live messages of /api/v1/live (WebSocket, one JSON object a message) and the records in Kafka."},"channels":{"live_from_client":{"address":"/api/v1/live","messages":{)" +
           from_client + R"(}},"live_to_client":{"address":"/api/v1/live","messages":{)" +
           to_client +
           R"(}},"atelier.events":{"address":"atelier.events","description":"Every event; key = workspace id; CloudEvents 1.0 in Kafka binary mode. Repeats happen: drop what is not beyond the highest position read of the partition.","messages":{)" +
           event_references() +
           R"(}},"atelier.live":{"address":"atelier.live","description":"Deltas as clients get them; key = topic. Instead of one of more than 900,000 bytes, and of those of a backlog, a resync with position and previous: read the topic anew.","messages":{"delta":{"$ref":"#/components/messages/server_delta"}}}},"operations":{"receiveFromClient":)" +
           operation("receive", "live_from_client", "What clients say") + R"(,"sendToClient":)" +
           operation("send", "live_to_client", "What clients get") + R"(,"publishEvents":)" +
           operation("send", "atelier.events", "The log, in its order") + R"(,"publishDeltas":)" +
           operation("send", "atelier.live", "The output of the projectors") +
           R"(},"components":{"messages":{)" + messages + event_messages() + R"(},"schemas":{)" +
           component_schemas() + "}}}";
}

}  // namespace atelier::api
