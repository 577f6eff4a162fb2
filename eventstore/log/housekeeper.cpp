#include "eventstore/log/housekeeper.hpp"

#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

constexpr std::chrono::minutes round_pause{1};

}  // namespace

Housekeeper::Housekeeper(std::string database_url)
    : rounds_("housekeeping", std::move(database_url), round_pause, [](Connection& connection) {
          connection.run(sql::log_prepare_partitions);
          connection.run(sql::log_forget_answers, answer_days);
      }) {}

}  // namespace atelier::eventstore
