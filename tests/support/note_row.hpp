#pragma once

#include <array>
#include <boost/describe.hpp>
#include <string>

#include "domain/id.hpp"

namespace atelier::test {

/// The row of a table with as little in it as may be.
struct NoteRow {
    static constexpr auto table = "notes";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    TaskId task_id;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteRow, (), (task_id, text))

}  // namespace atelier::test
