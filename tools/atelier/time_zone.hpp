#pragma once

#include <string>

#include "domain/time.hpp"

namespace atelier::tools {

/// The zone that times are printed in: a name of the tz database, such as `Europe/Berlin`. For the
/// whole process (variable TZ); call it before other threads run. Throws CommandFailed when the
/// system has no such zone.
void use_time_zone(std::string const& name);

/// `2026-11-21 15:03:07 +0100`, in the zone in use.
std::string local_text(Timestamp time);
/// `2026-11-21T15:03:07.512+01:00`, for programs.
std::string local_iso_text(Timestamp time);
/// When the day begins in the zone in use.
Timestamp start_of_day(Date day);

/// An instant from RFC 3339, or from a date: its beginning, or the next day's when `end_of_day`.
/// Throws CommandFailed, naming the flag.
Timestamp instant_from(std::string const& text, std::string const& flag, bool end_of_day);

}  // namespace atelier::tools
