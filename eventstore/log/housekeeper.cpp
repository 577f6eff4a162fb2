#include "eventstore/log/housekeeper.hpp"

#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

constexpr std::chrono::minutes round_pause{1};

std::vector<UserId> recently_erased(Connection& connection) {
    std::vector<UserId> people;
    auto const rows = connection.run(sql::person_list_recently_erased);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (auto const user = UserId::from_text(rows.text(row, 0))) people.push_back(*user);
    }
    return people;
}

}  // namespace

void forget_erased(Connection& connection, std::vector<UserId> const& people) {
    connection.run(sql::person_forget_secrets);
    if (people.empty()) return;
    ArrayParameter ids{ArrayParameter::Element::text};
    for (auto const user : people) ids.add(to_text(user));
    connection.run(sql::person_forget_answers, std::move(ids));
}

Housekeeper::Housekeeper(std::string database_url, std::function<void()> after_erasure)
    : rounds_("housekeeping", std::move(database_url), round_pause,
              [after_erasure = std::move(after_erasure)](Connection& connection) {
                  connection.run(sql::log_prepare_partitions);
                  connection.run(sql::log_forget_answers, answer_days);
                  auto const people = recently_erased(connection);
                  forget_erased(connection, people);
                  if (after_erasure && !people.empty()) after_erasure();
              }) {}

}  // namespace atelier::eventstore
