#include "eventstore/log/append_parameters.hpp"

#include <algorithm>
#include <optional>

#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

// More of them take less time by the statements for batches.
constexpr std::size_t most_guards = 8;
constexpr std::size_t most_claims = 4;

/// The guard of an event's own stream, where it says that the event is the next of that.
std::optional<Guard> own_guard(AppendRequest const& request) {
    auto const& event = request.events.front();
    auto const own = std::ranges::find(request.guards, event.stream, &Guard::stream);
    if (own == request.guards.end() || own->version != event.version - 1) return std::nullopt;
    return *own;
}

bool is_one_event(AppendRequest const& request) {
    return request.events.size() == 1 && request.quiet.empty() && request.secrets.empty() &&
           !request.answer && request.guards.size() <= most_guards &&
           request.claims.size() <= most_claims && own_guard(request);
}

}  // namespace

/// A batch looks up once what its requests share: the later ones only say where it stands.
void AppendParameters::add_guard(std::int32_t number, Guard const& guard) {
    ++guards_;
    guard_request_.add(number);
    auto const [known, is_new] = places_.try_emplace(guard.stream, Place{guard.version, guards_});
    if (!is_new && known->second.version == guard.version) {
        guard_stream_.add(std::string_view{});
        guard_version_.add(known->second.place);
    } else {
        guard_stream_.add(to_text(guard.stream));
        guard_version_.add(guard.version);
    }
}

void AppendParameters::add(std::int32_t number, AppendRequest const& request) {
    for (auto const& guard : request.guards) add_guard(number, guard);
    for (auto const& quiet : request.quiet) {
        ++guards_;
        guard_request_.add(number);
        guard_stream_.add("tasks-of-" + to_text(quiet.workspace));
        guard_version_.add(quiet.position);
    }
    for (auto const& claim : request.claims) {
        claim_request_.add(number);
        claim_scope_.add(claim.scope);
        claim_key_.add(claim.key);
        claim_owner_.add(std::string_view{claim.give_back ? std::string_view{} : claim.owner});
    }
    for (auto const& event : request.events) {
        event_request_.add(number);
        event_id_.add(event.id.uuid);
        event_stream_.add(to_text(event.stream));
        event_version_.add(event.version);
        event_type_.add(event.type);
        event_schema_.add(static_cast<std::int32_t>(event.schema_version));
        event_workspace_.add(event.workspace.uuid);
        event_data_.add(event.data);
        event_metadata_.add(event.metadata);
    }
    for (auto const& secret : request.secrets) {
        secret_request_.add(number);
        secret_kind_.add(secret.kind);
        secret_key_.add(secret.key);
        secret_value_.add(secret.value);
    }
    if (request.answer) {
        answer_request_.add(number);
        answer_scope_.add(request.answer->scope);
        answer_key_.add(request.answer->key);
        answer_hash_.add(request.answer->request_hash);
        answer_response_.add(request.answer->response);
    }
}

std::vector<Parameter> AppendParameters::take(int request_count) {
    std::vector<Parameter> all{parameter(request_count)};
    for (auto* array : {&guard_request_,  &guard_stream_,    &guard_version_, &claim_request_,
                        &claim_scope_,    &claim_key_,       &claim_owner_,   &event_request_,
                        &event_id_,       &event_stream_,    &event_version_, &event_type_,
                        &event_schema_,   &event_workspace_, &event_data_,    &event_metadata_,
                        &secret_request_, &secret_kind_,     &secret_key_,    &secret_value_,
                        &answer_request_, &answer_scope_,    &answer_key_,    &answer_hash_,
                        &answer_response_}) {
        all.push_back(array->take());
    }
    return all;
}

AppendCall append_alone(AppendRequest const& request) {
    if (!is_one_event(request)) {
        AppendParameters parameters;
        parameters.add(1, request);
        return {sql::log_append, parameters.take(1)};
    }
    using Element = ArrayParameter::Element;
    auto const& event = request.events.front();
    ArrayParameter guard_stream{Element::text}, guard_version{Element::int8};
    ArrayParameter claim_scope{Element::text}, claim_key{Element::text}, claim_owner{Element::text};
    for (auto const& guard : request.guards) {
        if (guard.stream == event.stream) continue;
        guard_stream.add(to_text(guard.stream));
        guard_version.add(guard.version);
    }
    for (auto const& claim : request.claims) {
        claim_scope.add(claim.scope);
        claim_key.add(claim.key);
        claim_owner.add(std::string_view{claim.give_back ? std::string_view{} : claim.owner});
    }
    // Null where there are none. Text as bytes: the server refuses a NUL in it, libpq would end the
    // text there.
    auto const none = parameter(nullptr);
    bool const is_guarded = request.guards.size() > 1;
    bool const claims = !request.claims.empty();
    return {sql::log_append_event,
            {is_guarded ? guard_stream.take() : none, is_guarded ? guard_version.take() : none,
             claims ? claim_scope.take() : none, claims ? claim_key.take() : none,
             claims ? claim_owner.take() : none, parameter(event.id.uuid),
             bytes_parameter(to_text(event.stream)), parameter(event.version),
             bytes_parameter(event.type), parameter(static_cast<int>(event.schema_version)),
             parameter(event.workspace.uuid), bytes_parameter(event.data),
             bytes_parameter(event.metadata)}};
}

}  // namespace atelier::eventstore
