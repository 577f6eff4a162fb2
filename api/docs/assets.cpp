// The files of the npm package swagger-ui-dist, taken into the program as they are.
#include <array>

#include "api/docs/page.hpp"

#ifdef ATELIER_SWAGGER_UI

#define ATELIER_EMBED(symbol, file)                                                               \
    asm(".pushsection .rodata\n.balign 16\n.global " #symbol "_begin\n" #symbol                   \
        "_begin:\n.incbin \"" ATELIER_SWAGGER_UI "/" file "\"\n.global " #symbol "_end\n" #symbol \
        "_end:\n.byte 0\n.popsection\n")

ATELIER_EMBED(atelier_docs_style, "swagger-ui.css");
ATELIER_EMBED(atelier_docs_bundle, "swagger-ui-bundle.js");

extern "C" {
extern char const atelier_docs_style_begin[];
extern char const atelier_docs_style_end[];
extern char const atelier_docs_bundle_begin[];
extern char const atelier_docs_bundle_end[];
}

namespace atelier::api {

DocsFile const* docs_file(std::string_view name) {
    static std::array const files{DocsFile{"swagger-ui.css",
                                           "text/css; charset=utf-8",
                                           {atelier_docs_style_begin, atelier_docs_style_end}},
                                  DocsFile{"swagger-ui-bundle.js",
                                           "text/javascript; charset=utf-8",
                                           {atelier_docs_bundle_begin, atelier_docs_bundle_end}}};
    for (auto const& file : files) {
        if (file.name == name) return &file;
    }
    return nullptr;
}

}  // namespace atelier::api

#else

namespace atelier::api {

DocsFile const* docs_file(std::string_view) { return nullptr; }

}  // namespace atelier::api

#endif
