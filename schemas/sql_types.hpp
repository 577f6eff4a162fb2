#pragma once

namespace atelier::sql {

/// One statement of `schemas/queries`: its name (`log.find_event`) is also the prepared
/// statement's.
struct Query {
    char const* name;
    char const* text;
};

struct Migration {
    int version;
    char const* name;
    char const* text;
};

}  // namespace atelier::sql
