#include "eventstore/log/append_parameters.hpp"

#include <algorithm>
#include <initializer_list>
#include <ranges>
#include <utility>

#include "eventstore/crypto/cipher.hpp"
#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

// More of them take less time by the statements for batches.
constexpr std::size_t most_guards = 8;
constexpr std::size_t most_claims = 4;
constexpr std::size_t most_events = 4;

/// Whether the first event is said to be the next of its stream, and nothing else of that stream.
bool guards_first_event(AppendRequest const& request) {
    auto const& event = request.events.front();
    auto const own = std::ranges::find(request.guards, event.stream, &Guard::stream);
    return own != request.guards.end() && own->version == event.version - 1 &&
           std::ranges::count(request.guards, event.stream, &Guard::stream) == 1;
}

bool is_plain(AppendRequest const& request) {
    return !request.events.empty() && request.events.size() <= most_events &&
           request.quiet.empty() && request.secrets.empty() &&
           request.guards.size() <= most_guards && request.claims.size() <= most_claims &&
           guards_first_event(request);
}

// The parameters of log.append_request, in their order.
constexpr std::size_t columns_alone = 15;

void take_nulls(std::size_t count, std::vector<Parameter>& to) {
    to.insert(to.end(), count, parameter(nullptr));
}

void take_other_guards(AppendRequest const& request, std::vector<Parameter>& to) {
    if (request.guards.size() == 1) return take_nulls(2, to);
    ArrayParameter stream{ArrayParameter::Element::text}, version{ArrayParameter::Element::int8};
    for (auto const& guard : request.guards) {
        if (guard.stream == request.events.front().stream) continue;
        stream.add(to_text(guard.stream));
        version.add(guard.version);
    }
    to.push_back(stream.take());
    to.push_back(version.take());
}

void take_claims(AppendRequest const& request, std::vector<Parameter>& to) {
    if (request.claims.empty()) return take_nulls(3, to);
    ClaimColumns claims;
    for (auto const& claim : request.claims) claims.add(claim);
    claims.take(to);
}

/// Text as bytes: the server refuses a NUL in it, libpq would end the text there.
void take_first_event(NewEvent const& event, std::vector<Parameter>& to) {
    to.push_back(parameter(event.id.uuid));
    to.push_back(bytes_parameter(to_text(event.stream)));
    to.push_back(parameter(event.version));
    to.push_back(bytes_parameter(event.type));
    to.push_back(parameter(static_cast<int>(event.schema_version)));
    to.push_back(parameter(event.workspace.uuid));
    to.push_back(bytes_parameter(event.data));
    to.push_back(bytes_parameter(event.metadata));
}

void take_more_events(AppendRequest const& request, std::vector<Parameter>& to) {
    if (request.events.size() == 1) return take_nulls(1, to);
    ArrayParameter words{ArrayParameter::Element::text};
    for (auto const& event : request.events | std::views::drop(1)) {
        words.add(to_text(event.id.uuid));
        words.add(to_text(event.stream));
        words.add(std::to_string(event.version));
        words.add(event.type);
        words.add(std::to_string(event.schema_version));
        words.add(to_text(event.workspace.uuid));
        words.add(event.data);
        words.add(event.metadata);
    }
    to.push_back(words.take());
}

void take_answer(AppendRequest const& request, std::vector<Parameter>& to) {
    if (!request.answer) return take_nulls(1, to);
    ArrayParameter words{ArrayParameter::Element::text};
    words.add(request.answer->scope);
    words.add(request.answer->key);
    words.add(crypto::hex_encode(request.answer->request_hash));
    words.add(request.answer->response);
    to.push_back(words.take());
}

}  // namespace

void ClaimColumns::add(Claim const& claim) {
    scope.add(claim.scope);
    key.add(claim.key);
    owner.add(std::string_view{claim.give_back ? std::string_view{} : claim.owner});
}

void ClaimColumns::take(std::vector<Parameter>& to) {
    for (auto* column : {&scope, &key, &owner}) to.push_back(column->take());
}

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
        claims_.add(claim);
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
    auto const take_all = [&](std::initializer_list<ArrayParameter*> columns) {
        for (auto* column : columns) all.push_back(column->take());
    };
    take_all({&guard_request_, &guard_stream_, &guard_version_, &claim_request_});
    claims_.take(all);
    take_all({&event_request_, &event_id_, &event_stream_, &event_version_, &event_type_,
              &event_schema_, &event_workspace_, &event_data_, &event_metadata_, &secret_request_,
              &secret_kind_, &secret_key_, &secret_value_, &answer_request_, &answer_scope_,
              &answer_key_, &answer_hash_, &answer_response_});
    return all;
}

AppendCall append_alone(AppendRequest const& request) {
    if (!is_plain(request)) {
        AppendParameters parameters;
        parameters.add(1, request);
        return {sql::log_append_requests, parameters.take(1)};
    }
    std::vector<Parameter> all;
    all.reserve(columns_alone);
    take_other_guards(request, all);
    take_claims(request, all);
    take_first_event(request.events.front(), all);
    take_more_events(request, all);
    take_answer(request, all);
    return {sql::log_append_request, std::move(all)};
}

}  // namespace atelier::eventstore
