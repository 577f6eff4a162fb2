#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace atelier::api {

/// A file of the documentation page: Swagger UI, built into the program (see tools/docs).
struct DocsFile {
    std::string_view name;  ///< below /api/v1/docs
    std::string_view content_type;
    std::string_view content;
};

/// `swagger-ui.css`, `swagger-ui-bundle.js`; null for others, and for all when the program was
/// built where Swagger UI was not to be had.
DocsFile const* docs_file(std::string_view name);

/// Our own: the page, and the script that starts Swagger UI on it.
std::string_view docs_page();
std::string_view docs_script();

}  // namespace atelier::api
