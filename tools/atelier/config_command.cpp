#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "schemas/codec/json.hpp"
#include "tools/atelier/command_line.hpp"
#include "tools/atelier/output.hpp"

namespace atelier::tools {

BOOST_DESCRIBE_STRUCT(SettingLine, (), (name, value, source))

namespace {

char const* in_words(SettingSource source) {
    switch (source) {
        case SettingSource::flag:
            return "flag";
        case SettingSource::environment:
            return "environment";
        case SettingSource::default_value:
            return "default";
    }
    return "";
}

void print_table(std::vector<SettingLine> const& lines) {
    std::size_t name_width = 0;
    std::size_t width = 0;
    for (auto const& line : lines) {
        name_width = std::max(name_width, line.name.size());
        width = std::max(width, line.value.size());
    }
    for (auto const& line : lines) {
        print_line(fmt::format("{:<{}} {:<{}}  {}", line.name, name_width, line.value, width,
                               in_words(line.source)));
    }
}

}  // namespace

void add_config(CommandLine& program) {
    auto as_json = std::make_shared<bool>(false);
    auto& command =
        add_command(program,
                    {"config", "Show the settings in force and where each comes from",
                     "atelier config\nATELIER_ROLES=api atelier config --listen 0.0.0.0:80\n"
                     "atelier config --json"},
                    [&program, as_json] {
                        auto const lines = describe_config(program.config());
                        if (*as_json) {
                            print_line(codec::to_json(lines));
                        } else {
                            print_table(lines);
                        }
                        return 0;
                    });
    add_shared_flags(command, program.flags);
    add_edge_flags(command, program.flags);
    command.add_flag("--json", *as_json, "One JSON array");
}

}  // namespace atelier::tools
