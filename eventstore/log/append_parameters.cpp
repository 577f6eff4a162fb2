#include "eventstore/log/append_parameters.hpp"

namespace atelier::eventstore {

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

}  // namespace atelier::eventstore
