#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include <fmt/format.h>

#include "api/openapi/document.hpp"
#include "eventstore/codec/event_codec.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_file(fs::path const& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

void write_file(fs::path const& path, std::string const& text) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file << text;
    if (!text.ends_with('\n')) file << '\n';
    file.close();
    if (!file) {
        throw CommandFailed(ExitCode::failure, fmt::format("Cannot write {}.", path.string()));
    }
}

/// What was written once is in logs for ever: another shape is another version.
void write_golden(fs::path const& folder, eventstore::EventType const& type) {
    auto const path = folder / fmt::format("{}.v{}.json", type.name, type.schema_version);
    auto const present = read_file(path);
    if (!present) return write_file(path, type.sample);
    if (*present == type.sample || *present == type.sample + "\n") return;
    throw CommandFailed(
        ExitCode::failure,
        fmt::format("{0} has changed its shape, and logs have events of the old one ({1}). Run "
                    "`tools/generate event {0}`, which raises its version to {2} and writes an "
                    "upcaster from version {3}.",
                    type.name, path.string(), type.schema_version + 1, type.schema_version));
}

int write_schemas(fs::path const& folder) {
    auto const types = eventstore::event_types();
    for (auto const& type : types) write_golden(folder / "golden", type);
    for (auto const& type : types) {
        write_file(folder / "events" / (type.name + ".json"), type.json_schema);
    }
    write_file(folder / "openapi.json", api::openapi_document());
    write_file(folder / "asyncapi.json", api::asyncapi_document());
    print_line(fmt::format("Wrote openapi.json, asyncapi.json and {} types of events to {}.",
                           types.size(), folder.string()));
    return 0;
}

}  // namespace

void add_schema(CommandLine& program) {
    auto folder = std::make_shared<std::string>();
    auto& command = add_command(
        program, {"schema", "Write what follows from the code", "atelier schema write schemas"},
        [] { return 0; });
    command.require_subcommand(1);
    auto& write = *command.add_subcommand(
        "write",
        "Write OpenAPI, AsyncAPI, the events' JSON Schemas and golden copies into a folder");
    write.add_option("DIR", *folder, "The folder")->required();
    write.callback(
        [&program, folder] { program.run = [folder] { return write_schemas(*folder); }; });
    write.footer(command.get_footer());
}

}  // namespace atelier::tools
