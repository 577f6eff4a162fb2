#pragma once

#include <string_view>

namespace atelier::api {

/// Whether an Accept header (RFC 9110 §12.5.1) allows a media type; empty allows all. Of several
/// ranges that match, the most specific decides; parameters other than `q` are not looked at.
bool accepts_type(std::string_view accept, std::string_view type);

}  // namespace atelier::api
