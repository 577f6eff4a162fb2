#include "tools/import/member_matches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>
#include <optional>

#include "schemas/sql.hpp"

namespace atelier::tools {
namespace {

using FoundUser = std::expected<std::optional<UserId>, ImportFailure>;

ImportFailure unavailable(std::string reason) {
    return {ImportFailureKind::unavailable, std::move(reason)};
}

FoundUser look_up(eventstore::Connection& connection, std::string const& email_index) {
    try {
        auto const rows = connection.run(sql::log_find_claim, "email", email_index);
        if (rows.empty()) return std::nullopt;
        auto const stream = StreamId::from_text(rows.text(0, 0));
        return stream ? std::optional{UserId{stream->id}} : std::nullopt;
    } catch (eventstore::DatabaseError const& error) {
        return std::unexpected(unavailable(error.what()));
    }
}

FoundUser find_user(commands::Engine& engine, std::string const& email) {
    auto found = std::make_shared<std::promise<FoundUser>>();
    auto answer = found->get_future();
    auto const index = engine.handler.email_index(email);
    bool const taken = engine.pool.post([found, index](eventstore::Connection& connection) {
        found->set_value(look_up(connection, index));
    });
    if (!taken) return std::unexpected(unavailable("too many requests wait for the database"));
    return answer.get();
}

ImportFailure no_such_member(commands::ImportedBoard const& board, std::string const& username) {
    std::string known;
    for (auto const& member : board.members) {
        known += (known.empty() ? "" : ", ") + member.username;
    }
    return {ImportFailureKind::refused,
            fmt::format("The board has no member with the user name {}; it has: {}.", username,
                        known.empty() ? "none" : known)};
}

}  // namespace

std::expected<commands::MatchedMembers, ImportFailure> match_members(
    commands::Engine& engine, commands::ImportedBoard const& board,
    std::map<std::string, std::string> const& emails) {
    commands::MatchedMembers matches;
    for (auto const& [username, email] : emails) {
        auto const member =
            std::ranges::find(board.members, username, &commands::ImportedMember::username);
        if (member == board.members.end()) {
            return std::unexpected(no_such_member(board, username));
        }
        auto const user = find_user(engine, email);
        if (!user) return std::unexpected(user.error());
        if (!*user) {
            return std::unexpected(ImportFailure{
                ImportFailureKind::refused,
                fmt::format("No account has the e-mail address {} of {}.", email, username)});
        }
        matches.emplace(member->source_id, **user);
    }
    return matches;
}

}  // namespace atelier::tools
