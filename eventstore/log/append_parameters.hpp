#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/append.hpp"
#include "schemas/sql_types.hpp"

namespace atelier::eventstore {

/// Columns of claims; the owner is empty where a claim is given back.
struct ClaimColumns {
    using Element = ArrayParameter::Element;
    void add(Claim const& claim);
    void take(std::vector<Parameter>& to);

    ArrayParameter scope{Element::text}, key{Element::text}, owner{Element::text};
};

/// The parameters of log.append_requests for one batch, filled request by request.
class AppendParameters {
public:
    void add(std::int32_t number, AppendRequest const& request);  ///< numbers count from 1
    std::vector<Parameter> take(int request_count);

private:
    using Element = ArrayParameter::Element;
    struct Place {
        std::int64_t version;
        std::int64_t place;  // in the arrays of guards, counted from 1
    };
    void add_guard(std::int32_t number, Guard const& guard);

    ArrayParameter guard_request_{Element::int4}, guard_stream_{Element::text},
        guard_version_{Element::int8};
    ArrayParameter claim_request_{Element::int4};
    ClaimColumns claims_;
    ArrayParameter event_request_{Element::int4}, event_id_{Element::uuid},
        event_stream_{Element::text}, event_version_{Element::int8}, event_type_{Element::text},
        event_schema_{Element::int4}, event_workspace_{Element::uuid}, event_data_{Element::text},
        event_metadata_{Element::text};
    ArrayParameter secret_request_{Element::int4}, secret_kind_{Element::text},
        secret_key_{Element::text}, secret_value_{Element::bytea};
    ArrayParameter answer_request_{Element::int4}, answer_scope_{Element::text},
        answer_key_{Element::text}, answer_hash_{Element::bytea}, answer_response_{Element::text};
    std::unordered_map<StreamId, Place> places_;  // of the first guard of each stream
    std::int64_t guards_ = 0;
};

/// A statement and its parameters.
struct AppendCall {
    sql::Query query;
    std::vector<Parameter> parameters;
};

/// For a request that is appended by itself: log.append_request, where it is plain enough.
AppendCall append_alone(AppendRequest const& request);

}  // namespace atelier::eventstore
