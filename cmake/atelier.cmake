# Toolchain checks, dependencies and the one helper per kind of target.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
    message(FATAL_ERROR "GCC ${CMAKE_CXX_COMPILER_VERSION} destroys temporaries of co_await expressions "
                        "twice. Use clang++-19 (a Debian 12 package) or GCC 14 and newer.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
    # A precompiled header carries time stamps that ccache must be told to overlook.
    list(PREPEND CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
         CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime)
endif()
find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()

find_package(Boost 1.81 REQUIRED COMPONENTS system)
find_package(OpenSSL REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(simdjson REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(ARGON2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(BROTLI REQUIRED IMPORTED_TARGET libbrotlienc)
pkg_check_modules(BROTLI_DECODER REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)
find_library(ZXCVBN zxcvbn REQUIRED)

add_compile_options(-Wall -Wextra -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # Needed for precompiled headers to be cached.
    add_compile_options(-Xclang -fno-pch-timestamp)
endif()

# Whether the files of a folder are compiled eight at once: a third of the time for all, more for one. Names in unnamed
# namespaces must then be unique in their folder, which they should be for the reader's sake too.
option(BUILD_FOLDERS_AT_ONCE "Compile the files of a folder together" OFF)

# atelier_build_folders_at_once(TARGET SOURCE…): does so, where it is wished.
function(atelier_build_folders_at_once target)
    if(NOT BUILD_FOLDERS_AT_ONCE)
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    set(folders)
    foreach(source ${ARGN})
        get_filename_component(path ${source} ABSOLUTE)
        get_filename_component(folder ${path} DIRECTORY)
        file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${folder})
        string(MAKE_C_IDENTIFIER "in_${folder}" group)
        if(NOT group IN_LIST folders)
            list(APPEND folders ${group})
            set(files_of_${group} 0)
        endif()
        math(EXPR batch "${files_of_${group}} / 8")
        math(EXPR files_of_${group} "${files_of_${group}} + 1")
        set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group}_${batch})
    endforeach()
endfunction()

# atelier_library(NAME SOURCES … [DEPENDS …] [PRECOMPILE …]): the static library atelier_NAME of one folder.
function(atelier_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRECOMPILE" ${ARGN})
    add_library(atelier_${name} STATIC ${ARG_SOURCES})
    atelier_build_folders_at_once(atelier_${name} ${ARG_SOURCES})
    target_include_directories(atelier_${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    target_link_libraries(atelier_${name} PUBLIC ${ARG_DEPENDS})
    if(ARG_PRECOMPILE)
        list(TRANSFORM ARG_PRECOMPILE REPLACE "^([a-z].*)$" "${CMAKE_SOURCE_DIR}/\\1")
        target_precompile_headers(atelier_${name} PRIVATE ${ARG_PRECOMPILE})
    endif()
endfunction()

# Code that a sanitizer has instrumented takes several times as long, and so does a machine that others share:
# deadlines of the tests (in C++ and Python) and of ctest are multiplied by this, which the presets say.
set(TEST_TIME_FACTOR 1 CACHE STRING "What deadlines of the tests are multiplied by")

set(TEST_ENVIRONMENT ATELIER_TEST_TIME_FACTOR=${TEST_TIME_FACTOR})
if(CMAKE_CXX_FLAGS MATCHES "sanitize=thread")
    list(APPEND TEST_ENVIRONMENT "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/cmake/tsan_suppressions second_deadlock_stack=1")
    add_library(c11_threads OBJECT ${CMAKE_SOURCE_DIR}/tests/support/c11_threads.cpp)
endif()

# atelier_limit_test(NAME SECONDS): how long the test may take, and the environment that it finds.
function(atelier_limit_test name seconds)
    math(EXPR timeout "${seconds} * ${TEST_TIME_FACTOR}")
    set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} ENVIRONMENT "${TEST_ENVIRONMENT}")
endfunction()

# atelier_test(NAME SOURCES … [DEPENDS …] [PRECOMPILE …] [ALONE] [AT_ONCE]): one doctest program; its kind (label) is the suffix of NAME:
# _test (pure), _pg_test, _kafka_test. Tests run beside each other: each has a database and topics of its own.
# ALONE: nothing else runs meanwhile, for those that measure or load every core.
# AT_ONCE: its files, which share no names, may be compiled together.
function(atelier_test name)
    cmake_parse_arguments(ARG "ALONE;AT_ONCE" "" "SOURCES;DEPENDS;PRECOMPILE" ${ARGN})
    add_executable(${name} ${ARG_SOURCES} ${CMAKE_SOURCE_DIR}/tests/support/main.cpp)
    if(ARG_AT_ONCE)
        atelier_build_folders_at_once(${name} ${ARG_SOURCES})
    endif()
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
    if(NOT CMAKE_CXX_FLAGS MATCHES "sanitize")
        # What is tested is optimised as it is shipped; the tests themselves need only be quick to build.
        target_compile_options(${name} PRIVATE -O0)
    endif()
    set_source_files_properties(${CMAKE_SOURCE_DIR}/tests/support/main.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    list(TRANSFORM ARG_PRECOMPILE PREPEND "${CMAKE_SOURCE_DIR}/")
    target_precompile_headers(${name} PRIVATE <doctest/doctest.h> <string> <vector> <optional> <map> ${ARG_PRECOMPILE})
    add_test(NAME ${name} COMMAND ${name})
    string(REGEX MATCH "(pg|kafka)_test$" kind ${name})
    if(kind)
        string(REPLACE "_test" "" kind ${kind})
        set_tests_properties(${name} PROPERTIES LABELS ${kind})
    else()
        set_tests_properties(${name} PROPERTIES LABELS pure)
    endif()
    if(ARG_ALONE)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
    endif()
    atelier_limit_test(${name} 300)
endfunction()
