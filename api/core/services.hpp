#pragma once

#include "api/auth/password.hpp"
#include "api/auth/sessions.hpp"
#include "api/auth/token_verifier.hpp"
#include "api/core/edge.hpp"
#include "commands/core/engine.hpp"
#include "eventstore/log/epoch.hpp"
#include "projections/core/watermarks.hpp"

namespace atelier::api {

class Hub;
class Metrics;
class SlowQueue;
class TimeTravel;

/// What routes work with. All of it is thread-safe and outlives the server.
struct Services {
    commands::Engine& engine;
    projections::Watermarks& watermarks;
    Sessions& sessions;
    PasswordWorker& passwords;
    Hub& hub;
    EdgeSettings const& edge;
    Limits& limits;
    Metrics& metrics;
    SlowQueue& imports;
    SlowQueue& personal_data;  ///< erasures and exports
    TimeTravel& time_travel;
    eventstore::LogEpoch const& epoch;
};

}  // namespace atelier::api
