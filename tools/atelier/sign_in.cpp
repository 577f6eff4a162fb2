#include "tools/atelier/sign_in.hpp"

#include <fmt/format.h>
#include <boost/describe.hpp>

#include "schemas/codec/json.hpp"
#include "tools/atelier/describe_event.hpp"
#include "tools/atelier/exit_code.hpp"

namespace atelier::tools {

struct Credentials {
    std::string email;
    std::string password;
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (email, password, name))

namespace {

constexpr int http_ok = 200;
constexpr int http_created = 201;
constexpr int http_conflict = 409;

std::string text_at(codec::Value value, std::initializer_list<char const*> path) {
    for (auto const* name : path) {
        auto const member = value.member(name);
        if (!member) return {};
        value = *member;
    }
    return std::string{value.as_string().value_or("")};
}

SignedIn signed_in_from(HttpAnswer const& answer) {
    auto const document = codec::Document::parse(answer.body);
    if (!document) fail_by_answer("Signing in", answer);
    auto const root = document->root();
    SignedIn signed_in{text_at(root, {"data", "user", "id"}),
                       text_at(root, {"data", "access_token"})};
    if (signed_in.access_token.empty()) fail_by_answer("Signing in", answer);
    return signed_in;
}

}  // namespace

SignedIn sign_in(ServiceUrl const& url, std::string const& email, std::string const& password) {
    auto const answer = send_request(url, "POST", "/api/v1/auth/login",
                                     codec::to_json(Credentials{email, password, {}}));
    if (answer.status != http_ok) fail_by_answer("Signing in as " + email, answer);
    return signed_in_from(answer);
}

std::optional<SignedIn> sign_up(ServiceUrl const& url, std::string const& email,
                                std::string const& password, std::string const& name) {
    auto const answer = send_request(url, "POST", "/api/v1/auth/register",
                                     codec::to_json(Credentials{email, password, name}));
    if (answer.status == http_conflict) return std::nullopt;
    if (answer.status != http_created) fail_by_answer("Registering " + email, answer);
    return signed_in_from(answer);
}

void fail_by_answer(std::string const& what, HttpAnswer const& answer) {
    auto const code =
        answer.status >= 500 || answer.status == 429 ? ExitCode::unavailable : ExitCode::refused;
    auto const document = codec::Document::parse(answer.body);
    std::string said = document ? text_at(document->root(), {"message"}) : std::string{};
    auto const error = document ? document->root().member("error") : std::nullopt;
    if (auto const fields = error ? error->member("fields") : std::nullopt) {
        for (auto const field : fields->elements()) {
            said += fmt::format(" {} {}.", text_at(field, {"path"}), text_at(field, {"message"}));
        }
    }
    if (said.empty()) said = "there was no message";
    throw CommandFailed(code, fmt::format("{} was answered with {}: {}", what, answer.status,
                                          on_one_line(said, 400)));
}

}  // namespace atelier::tools
