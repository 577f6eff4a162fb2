#include "commands/import/member_matches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>
#include <optional>
#include <ranges>
#include <set>

#include "commands/import/trello/text.hpp"
#include "eventstore/log/read_states.hpp"
#include "schemas/sql.hpp"

namespace atelier::commands {
namespace {

constexpr std::size_t names_listed = 20;
constexpr std::size_t longest_listed = 50;  // code points

template <class T>
using Found = std::expected<T, ImportFailure>;

ImportFailure unavailable(std::string reason) {
    return {ImportFailureKind::unavailable, std::move(reason)};
}

/// Runs a job that reads on a thread of the pool, and waits for what it finds.
template <class T>
Found<T> on_pool(Engine& engine, std::function<T(eventstore::Connection&)> job) {
    auto found = std::make_shared<std::promise<Found<T>>>();
    auto answer = found->get_future();
    bool const taken =
        engine.pool.post([found, job = std::move(job)](eventstore::Connection& connection) {
            try {
                found->set_value(job(connection));
            } catch (eventstore::DatabaseError const& error) {
                if (error.state().empty()) connection.disconnect();
                found->set_value(std::unexpected(unavailable(error.what())));
            } catch (eventstore::UnreadableEvent const& error) {
                found->set_value(std::unexpected(unavailable(error.what())));
            }
        });
    if (!taken) return std::unexpected(unavailable("too many requests wait for the database"));
    return answer.get();
}

Found<std::optional<UserId>> find_user(Engine& engine, std::string const& email) {
    auto const index = engine.handler.email_index(email);
    return on_pool<std::optional<UserId>>(
        engine, [index](eventstore::Connection& connection) -> std::optional<UserId> {
            auto const rows = connection.run(sql::log_find_claim, "email", index);
            if (rows.empty()) return std::nullopt;
            auto const stream = StreamId::from_text(rows.text(0, 0));
            return stream ? std::optional{UserId{stream->id}} : std::nullopt;
        });
}

/// Without blanks at its ends, letters of ASCII in lower case.
std::string comparable(std::string_view text) {
    constexpr auto blanks = " \t\r\n";
    auto const begin = text.find_first_not_of(blanks);
    if (begin == text.npos) return {};
    std::string lower{text.substr(begin, text.find_last_not_of(blanks) - begin + 1)};
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

struct Person {
    UserId user;
    std::string email;  ///< both comparable
    std::string name;
};

/// The members of a workspace as the log has them: the read model may be behind, or not there.
/// Whoever was erased has no name.
std::vector<Person> people_of(Engine& engine, eventstore::Connection& connection,
                              WorkspaceId workspace) {
    using namespace eventstore;
    auto const stored = read_state<workspace::State>(connection, stream_of(workspace));
    std::vector<StreamId> members;
    for (auto const& [user, role] : stored.members) members.push_back(stream_of(user));
    std::vector<Person> people;
    for (auto const& [user, state] : read_states(connection, members)) {
        auto const& person = std::get<user::State>(state);
        if (!person.exists) continue;
        people.push_back({UserId{user.id}, comparable(engine.keys.open(person.email).value_or("")),
                          comparable(engine.keys.open(person.name).value_or(""))});
    }
    return people;
}

ImportFailure no_such_member(ImportedBoard const& board, std::string const& username) {
    std::vector<std::string> known;
    for (auto const& member : board.members) known.push_back(member.username);
    return {ImportFailureKind::refused,
            fmt::format("The board has no member with the user name {}; it has: {}.", username,
                        known.empty() ? "none" : list_names(known))};
}

class Matcher {
public:
    Matcher(Engine& engine, WorkspaceId workspace, ImportedBoard const& board)
        : engine_(engine), workspace_(workspace), board_(board) {}

    std::optional<ImportFailure> take_named(std::map<std::string, std::string> const& emails) {
        for (auto const& [username, email] : emails) {
            auto const member =
                std::ranges::find(board_.members, username, &ImportedMember::username);
            if (member == board_.members.end()) return no_such_member(board_, username);
            auto const user = find_user(engine_, email);
            if (!user) return user.error();
            if (!*user) {
                return ImportFailure{
                    ImportFailureKind::refused,
                    fmt::format("No account has the e-mail address {} of {}.", email, username)};
            }
            matches_.members.emplace(member->source_id, **user);
            taken_.insert(**user);
        }
        return std::nullopt;
    }

    std::optional<ImportFailure> find_others() {
        if (matches_.members.size() == board_.members.size()) return std::nullopt;
        auto const people = on_pool<std::vector<Person>>(
            engine_,
            [&engine = engine_, workspace = workspace_](eventstore::Connection& connection) {
                return people_of(engine, connection, workspace);
            });
        if (!people) return people.error();
        find_by(*people, &Person::email, &ImportedMember::email);
        find_by(*people, &Person::name, &ImportedMember::full_name);
        return std::nullopt;
    }

    MemberMatches take() { return std::move(matches_); }

private:
    void find_by(std::vector<Person> const& people, std::string Person::* here,
                 std::string ImportedMember::* there) {
        std::map<std::string, std::vector<UserId>> users;
        for (auto const& person : people) users[person.*here].push_back(person.user);
        std::map<std::string, int> members;
        for (auto const& member : board_.members) ++members[comparable(member.*there)];
        for (auto const& member : board_.members) {
            auto const key = comparable(member.*there);
            auto const found = users.find(key);
            if (key.empty() || found == users.end()) continue;
            // Of two with one name, either would be a guess.
            if (found->second.size() > 1 || members[key] > 1) continue;
            if (matches_.members.contains(member.source_id)) continue;
            if (!taken_.insert(found->second.front()).second) continue;
            matches_.members.emplace(member.source_id, found->second.front());
            matches_.found.push_back(member.username);
        }
    }

    Engine& engine_;
    WorkspaceId workspace_;
    ImportedBoard const& board_;
    MemberMatches matches_;
    std::set<UserId> taken_;
};

}  // namespace

std::expected<MemberMatches, ImportFailure> match_members(
    Engine& engine, WorkspaceId workspace, ImportedBoard const& board,
    std::map<std::string, std::string> const& emails) {
    Matcher matcher{engine, workspace, board};
    if (auto failed = matcher.take_named(emails)) return std::unexpected(std::move(*failed));
    if (auto failed = matcher.find_others()) return std::unexpected(std::move(*failed));
    return matcher.take();
}

std::string list_names(std::vector<std::string> const& names) {
    std::string list;
    for (auto const& name : names | std::views::take(names_listed)) {
        list += (list.empty() ? "" : ", ") + trello::cut_to_length(name, longest_listed);
    }
    if (names.size() <= names_listed) return list;
    return list + " and " + std::to_string(names.size() - names_listed) + " more";
}

}  // namespace atelier::commands
