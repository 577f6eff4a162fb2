#pragma once

#include <span>
#include <string>

#include "api/core/edge.hpp"

namespace atelier::tools {

/// One setting of the edge: `--name` and ATELIER_NAME, of `serve` alone.
struct EdgeSetting {
    char const* name;
    char const* type;  ///< for --help
    char const* text;  ///< for --help
    /// Says what is wrong with the text, or nothing.
    std::string (*take)(api::EdgeSettings&, std::string const& text);
    std::string (*show)(api::EdgeSettings const&);

    /// `--cors-origins` is ATELIER_CORS_ORIGINS.
    std::string variable() const;
};

/// All of them, in the order of --help.
std::span<EdgeSetting const> edge_settings();

/// What is wrong with the settings taken together, or nothing.
std::string edge_problem(api::EdgeSettings const& settings);

}  // namespace atelier::tools
