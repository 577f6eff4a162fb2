# The embedded PostgreSQL of `atelier serve`: sources for the CMakeLists.txt of tools/, and what they
# link: ${ATELIER_POSTGRES_LIBRARIES}
set(ATELIER_POSTGRES_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/client_programs.cpp
    ${CMAKE_CURRENT_LIST_DIR}/cluster.cpp
    ${CMAKE_CURRENT_LIST_DIR}/file_lock.cpp
    ${CMAKE_CURRENT_LIST_DIR}/folders.cpp
    ${CMAKE_CURRENT_LIST_DIR}/installation.cpp
    ${CMAKE_CURRENT_LIST_DIR}/postmaster.cpp
    ${CMAKE_CURRENT_LIST_DIR}/process.cpp
    ${CMAKE_CURRENT_LIST_DIR}/settings.cpp
)
set(ATELIER_POSTGRES_LIBRARIES PkgConfig::PQ fmt::fmt)
