#pragma once

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>

#include "eventstore/database/connection.hpp"
#include "eventstore/database/migrate.hpp"
#include "schemas/sql.hpp"

namespace atelier::test {

/// The variable's value; throws with what to do when it is not set.
inline std::string required_environment(char const* name) {
    if (char const* const value = std::getenv(name)) return value;
    throw std::runtime_error(std::string{name} + " is not set: run the tests by tools/test");
}

/// `count` random hexadecimal digits, for names that no other test has.
inline std::string random_digits(int count) {
    std::random_device device;
    std::string digits;
    while (count-- > 0) digits += "0123456789abcdef"[device() % 16];
    return digits;
}

/// A PostgreSQL URL, taken apart to be put together for another role or database.
struct DatabaseUrl {
    std::string role;    ///< with its password, if it has one
    std::string server;  ///< host:port
    std::string database;
    std::string parameters;  ///< from the question mark on

    static DatabaseUrl from_text(std::string_view text) {
        auto const scheme = text.find("://");
        if (scheme == text.npos) throw std::runtime_error("not a URL: " + std::string{text});
        text.remove_prefix(scheme + 3);
        DatabaseUrl url;
        if (auto const question = text.find('?'); question != text.npos) {
            url.parameters = text.substr(question);
            text = text.substr(0, question);
        }
        if (auto const slash = text.find('/'); slash != text.npos) {
            url.database = text.substr(slash + 1);
            text = text.substr(0, slash);
        }
        if (auto const at = text.rfind('@'); at != text.npos) {
            url.role = text.substr(0, at);
            text = text.substr(at + 1);
        }
        url.server = text;
        return url;
    }

    std::string text() const {
        return "postgresql://" + role + "@" + server + "/" + database + parameters;
    }
};

/// A database of its own, migrated to the newest version: copied from a template, which the first
/// test of a cluster makes. Needs ATELIER_TEST_DATABASE, the URL of a superuser of a private
/// cluster. Dropped at destruction.
class TestDatabase {
public:
    TestDatabase() : admin_(required_environment("ATELIER_TEST_DATABASE")) {
        // Made while there is one thread, as in the product: spdlog is not instrumented, and TSan
        // would not see how it orders threads that are the first to say something.
        spdlog::default_logger();
        name_ = "atelier_test_" + random_digits(16);
        admin_.execute("create database " + name_ + " template " + prepare_template(admin_));
        // What the migrations grant on the database itself is not copied.
        admin_.execute("grant create, temporary on database " + name_ + " to atelier");
    }

    TestDatabase(TestDatabase const&) = delete;

    ~TestDatabase() {
        try {
            admin_.execute("drop database if exists " + name_ + " with (force)");
        } catch (eventstore::DatabaseError const&) {
            // A test that stopped the server has nothing left to drop.
        }
    }

    /// As the superuser, who owns everything.
    std::string owner_url() const { return url_as({}); }
    /// As the role that the service runs as.
    std::string service_url() const { return url_as("atelier"); }

private:
    /// The template's name says which migrations it has, so that a cluster may outlive a change of
    /// them.
    static std::string template_name() {
        std::string all;
        for (auto const& migration : sql::migrations()) all += migration.text;
        return "atelier_template_" + std::to_string(std::hash<std::string>{}(all));
    }

    static std::string prepare_template(eventstore::Connection& admin) {
        auto const name = template_name();
        auto const lock = std::string{"(hashtextextended('atelier_template', 0))"};
        admin.execute("select pg_advisory_lock" + lock);
        if (admin.execute("select from pg_database where datname = '" + name + "'").empty()) {
            // Under another name until it is whole: a test that dies here leaves no half template.
            auto const part = name + "_part";
            admin.execute("drop database if exists " + part + " with (force)");
            admin.execute("create database " + part);
            migrate_alone(admin.url(), part);
            admin.execute("alter database " + part + " rename to " + name);
        }
        admin.execute("select pg_advisory_unlock" + lock);
        return name;
    }

    static void migrate_alone(std::string const& admin_url, std::string const& database) {
        auto url = DatabaseUrl::from_text(admin_url);
        url.database = database;
        eventstore::Connection owner{url.text()};
        eventstore::migrate(owner);
    }

    std::string url_as(std::string const& role) const {
        auto url = DatabaseUrl::from_text(admin_.url());
        url.database = name_;
        if (!role.empty()) url.role = role;
        return url.text();
    }

    eventstore::Connection admin_;
    std::string name_;
};

}  // namespace atelier::test
