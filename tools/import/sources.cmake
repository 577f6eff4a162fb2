# The parsers of other tools' exports; they depend on atelier_domain and atelier_schemas only.
set(ATELIER_IMPORT_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/json_fault.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trello.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trello_cards.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trello_file.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trello_history.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trello_labels.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trello_node.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trello_text.cpp
)

# What writes an imported board through the engine; depends on atelier_commands.
set(ATELIER_IMPORT_RUNNER_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/member_matches.cpp
    ${CMAKE_CURRENT_LIST_DIR}/report.cpp
    ${CMAKE_CURRENT_LIST_DIR}/runner.cpp
)
