# The command line `atelier`: sources for the CMakeLists.txt of tools/.
#   library:   ${ATELIER_CLI_SOURCES}, which needs ${ATELIER_CLI_LIBRARIES}, the sources of
#              tools/postgres, and serve.cpp, rebuild.cpp and restore.cpp beside them
#   program:   ${ATELIER_CLI_MAIN}
set(ATELIER_CLI_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/checkpoint.cpp
    ${CMAKE_CURRENT_LIST_DIR}/checkpoint_file.cpp
    ${CMAKE_CURRENT_LIST_DIR}/backup.cpp
    ${CMAKE_CURRENT_LIST_DIR}/backup_manifest.cpp
    ${CMAKE_CURRENT_LIST_DIR}/client.cpp
    ${CMAKE_CURRENT_LIST_DIR}/config.cpp
    ${CMAKE_CURRENT_LIST_DIR}/config_command.cpp
    ${CMAKE_CURRENT_LIST_DIR}/copy_progress.cpp
    ${CMAKE_CURRENT_LIST_DIR}/demo.cpp
    ${CMAKE_CURRENT_LIST_DIR}/describe_event.cpp
    ${CMAKE_CURRENT_LIST_DIR}/describe_import.cpp
    ${CMAKE_CURRENT_LIST_DIR}/describe_past.cpp
    ${CMAKE_CURRENT_LIST_DIR}/describe_place.cpp
    ${CMAKE_CURRENT_LIST_DIR}/describe_task.cpp
    ${CMAKE_CURRENT_LIST_DIR}/edge_settings.cpp
    ${CMAKE_CURRENT_LIST_DIR}/erase_person.cpp
    ${CMAKE_CURRENT_LIST_DIR}/export_person.cpp
    ${CMAKE_CURRENT_LIST_DIR}/find_things.cpp
    ${CMAKE_CURRENT_LIST_DIR}/import.cpp
    ${CMAKE_CURRENT_LIST_DIR}/import_file.cpp
    ${CMAKE_CURRENT_LIST_DIR}/keys.cpp
    ${CMAKE_CURRENT_LIST_DIR}/live_lines.cpp
    ${CMAKE_CURRENT_LIST_DIR}/migrate.cpp
    ${CMAKE_CURRENT_LIST_DIR}/names.cpp
    ${CMAKE_CURRENT_LIST_DIR}/open_database.cpp
    ${CMAKE_CURRENT_LIST_DIR}/output.cpp
    ${CMAKE_CURRENT_LIST_DIR}/command_line.cpp
    ${CMAKE_CURRENT_LIST_DIR}/past_state.cpp
    ${CMAKE_CURRENT_LIST_DIR}/progress.cpp
    ${CMAKE_CURRENT_LIST_DIR}/projections.cpp
    ${CMAKE_CURRENT_LIST_DIR}/read_models.cpp
    ${CMAKE_CURRENT_LIST_DIR}/replay.cpp
    ${CMAKE_CURRENT_LIST_DIR}/replay_as_of.cpp
    ${CMAKE_CURRENT_LIST_DIR}/replay_command.cpp
    ${CMAKE_CURRENT_LIST_DIR}/replay_filter.cpp
    ${CMAKE_CURRENT_LIST_DIR}/replay_line.cpp
    ${CMAKE_CURRENT_LIST_DIR}/replay_project.cpp
    ${CMAKE_CURRENT_LIST_DIR}/replay_reader.cpp
    ${CMAKE_CURRENT_LIST_DIR}/restore_plan.cpp
    ${CMAKE_CURRENT_LIST_DIR}/schema.cpp
    ${CMAKE_CURRENT_LIST_DIR}/service_commands.cpp
    ${CMAKE_CURRENT_LIST_DIR}/sign_in.cpp
    ${CMAKE_CURRENT_LIST_DIR}/time_zone.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trello_file.cpp
    ${CMAKE_CURRENT_LIST_DIR}/verify.cpp
    ${CMAKE_CURRENT_LIST_DIR}/verify_log.cpp
    ${CMAKE_CURRENT_LIST_DIR}/verify_models.cpp
    ${CMAKE_CURRENT_LIST_DIR}/watch.cpp
)
set(ATELIER_CLI_MAIN ${CMAKE_CURRENT_LIST_DIR}/main.cpp)
set(ATELIER_CLI_LIBRARIES atelier_api atelier_commands CLI11::CLI11 Boost::system fmt::fmt)

set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/command_line.cpp ${CMAKE_CURRENT_LIST_DIR}/backup.cpp PROPERTIES
    COMPILE_DEFINITIONS "ATELIER_VERSION=\"${PROJECT_VERSION}\"")
# The one file over Beast: Asio's own sources are compiled in api/http.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/client.cpp PROPERTIES
    COMPILE_DEFINITIONS "BOOST_ASIO_SEPARATE_COMPILATION;BOOST_ASIO_NO_DEPRECATED"
    SKIP_PRECOMPILE_HEADERS ON)

# The demo board is part of the program, so that `atelier demo` needs no other file.
set(ATELIER_DEMO_BOARD ${CMAKE_CURRENT_LIST_DIR}/../demo/board.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ATELIER_DEMO_BOARD})
file(READ ${ATELIER_DEMO_BOARD} ATELIER_DEMO_BOARD_TEXT)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/tools/demo_board.cpp @ONLY CONTENT
"// Generated from tools/demo/board.json by tools/atelier/sources.cmake.
#include \"tools/atelier/demo_board.hpp\"

namespace atelier::tools {

std::string_view demo_board() {
    return R\"board(@ATELIER_DEMO_BOARD_TEXT@)board\";
}

}  // namespace atelier::tools
")
list(APPEND ATELIER_CLI_SOURCES ${CMAKE_BINARY_DIR}/generated/tools/demo_board.cpp)
