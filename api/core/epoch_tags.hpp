#pragma once

#include "api/http/message.hpp"
#include "eventstore/log/epoch.hpp"

namespace atelier::api {

// ETags are versions and positions, which a log that was restored gives a second time. In a later
// epoch than the first they therefore bear its mark on the wire (`"7-1a2b3c4d"`), and one without
// it never fits. Everything behind these two functions sees plain numbers.

/// Takes the mark off If-Match and If-None-Match; a version without it becomes one that never was.
void take_tags(Request& request, eventstore::LogEpoch const& epoch);

/// Puts the mark on the ETag.
void mark_tag(Response& response, eventstore::LogEpoch const& epoch);

}  // namespace atelier::api
