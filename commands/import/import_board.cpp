#include "commands/import/import_board.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "commands/import/import_tasks.hpp"
#include "commands/import/imported_ids.hpp"
#include "commands/import/member_matches.hpp"

namespace atelier::commands {
namespace {

using Failed = std::optional<ImportFailure>;

ImportFailure failure_of(Outcome const& outcome) {
    if (auto const* rejection = std::get_if<Rejection>(&outcome)) {
        switch (rejection->code) {
            case RejectionCode::validation_failed:
                return {ImportFailureKind::refused,
                        "The board is refused: " + rejection->message,
                        {},
                        *rejection};
            case RejectionCode::too_contended:
                return {ImportFailureKind::unavailable, rejection->message, {}, *rejection};
            case RejectionCode::not_found:
                return {ImportFailureKind::rejected,
                        "There is no such workspace, or you are no member of it.",
                        {},
                        *rejection};
            default:
                return {ImportFailureKind::rejected, rejection->message, {}, *rejection};
        }
    }
    auto const* away = std::get_if<NotAvailable>(&outcome);
    auto reason = away ? away->reason : std::string{"no answer"};
    // The client library's own sentences end in line breaks.
    reason.erase(reason.find_last_not_of(" .\n") + 1);
    return {ImportFailureKind::unavailable, "The database is not available: " + reason + "."};
}

/// A scene as it is after the events of a decision that is not carried out.
Scene imagine(Scene scene, std::vector<DecidedEvent> const& events) {
    for (auto const& one : events) {
        auto const& before = scene.versioned(one.stream);
        scene.put(one.stream, {before.version + 1, std::make_shared<AnyState const>(
                                                       evolve_any(*before.state, one.event))});
    }
    return scene;
}

/// What a dry run knows of a project that is not there.
struct Imagined {
    Scene scene;
    Context context;
};

class Import {
public:
    Import(Engine& engine, WorkspaceId workspace, Caller caller, ImportedBoard board,
           ImportOptions options)
        : engine_(engine),
          workspace_(workspace),
          board_(std::make_shared<ImportedBoard const>(std::move(board))),
          options_(std::move(options)),
          caller_(std::move(caller)) {
        report_.dry_run = options_.dry_run;
        report_.source = board_->source;
        report_.project = ImportedIds{workspace, *board_}.project();
        report_.left_out = board_->left_out;
        report_.adjusted = board_->adjusted;
        report_.notes = board_->notes;
    }

    std::expected<ImportReport, ImportFailure> run() {
        auto matches = match_members(engine_, workspace_, *board_, options_.members);
        if (!matches) return std::unexpected(std::move(matches.error()));
        members_ = std::move(matches->members);
        add_matches(matches->found);
        if (auto failed = import_project()) return std::unexpected(std::move(*failed));
        if (auto failed = import_tasks()) return std::unexpected(std::move(*failed));
        add_members();
        add_columns();
        add_authors();
        return std::move(report_);
    }

private:
    using Decide = std::function<Decision(Scene const&, Context const&)>;

    /// What became of it, unless it was done.
    std::optional<Outcome> execute(CommandInfo info, StreamId target, Decide decide) {
        auto answered = std::make_shared<std::promise<Outcome>>();
        auto outcome = answered->get_future();
        engine_.handler.run(Execution{info,
                                      target,
                                      std::move(decide),
                                      [](Scene const&, Context const&) { return std::string{}; },
                                      caller_,
                                      {}},
                            [answered](Outcome done) { answered->set_value(std::move(done)); });
        auto result = outcome.get();
        auto const* done = std::get_if<Done>(&result);
        if (!done) return result;
        report_.position = done->position;
        return std::nullopt;
    }

    Failed import_project() {
        ImportProject const command{workspace_, board_, members_};
        auto const obstacle = execute(command_info(&command), stream_of(workspace_),
                                      [&](Scene const& scene, Context const& context) {
                                          return decide_project(command, scene, context);
                                      });
        return obstacle ? Failed{failure_of(*obstacle)} : std::nullopt;
    }

    /// A command may be decided several times; the last time is the one that counts.
    Decision decide_project(ImportProject const& command, Scene const& scene,
                            Context const& context) {
        auto decision = decide(command, scene, context);
        if (!decision) return decision;
        auto after = imagine(scene, decision->events);
        see_project(after, decision->events.size());
        if (!options_.dry_run) return decision;
        imagined_.reset();
        if (report_.project_created) imagined_ = {std::move(after), context};
        return Decided{};
    }

    void see_project(Scene const& after, std::size_t events) {
        auto const& project = after.project(report_.project);
        report_.name = project.name;
        report_.project_key = project.key;
        report_.project_created = events > 0;
        report_.events_written = static_cast<std::int64_t>(events);
        report_.statuses = std::ssize(project.statuses);
        report_.labels = std::ssize(project.labels);
    }

    Failed import_tasks() {
        ImportProgress progress{0, board_->tasks.size()};
        if (options_.on_progress) options_.on_progress(progress);
        for (auto& chunk : import_chunks(*board_)) {
            auto const tasks = chunk.size();
            if (auto failed = import_chunk({report_.project, board_, std::move(chunk), members_})) {
                return describe(std::move(*failed), progress);
            }
            progress.tasks_done += tasks;
            if (options_.on_progress) options_.on_progress(progress);
        }
        return std::nullopt;
    }

    Failed import_chunk(ImportTasks const& command) {
        if (imagined_) return imagine_chunk(command);
        TasksImport planned;
        auto const obstacle = execute(command_info(&command), stream_of(command.project),
                                      [&](Scene const& scene, Context const& context) {
                                          return plan_chunk(command, scene, context, planned);
                                      });
        if (obstacle) return failure_of(*obstacle);
        add(planned);
        return std::nullopt;
    }

    Decision plan_chunk(ImportTasks const& command, Scene const& scene, Context const& context,
                        TasksImport& planned) {
        Scene copy;
        if (options_.dry_run) {
            // Numbers are not asked for where none is taken: the handler counts them on.
            copy = scene;
            copy.put_next_number(command.project, 1);
        }
        auto chunk = plan(command, options_.dry_run ? copy : scene, context);
        if (!chunk) return std::unexpected(std::move(chunk.error()));
        auto decided = options_.dry_run ? Decided{} : std::move(chunk->decided);
        planned = std::move(*chunk);
        return decided;
    }

    /// Tasks of a project that is not there are not there either.
    Failed imagine_chunk(ImportTasks const& command) {
        ImportedIds const ids{workspace_, *board_};
        auto scene = imagined_->scene;
        scene.put_next_number(command.project, 1);
        for (auto const place : command.tasks) {
            auto const stream = stream_of(ids.task(board_->tasks[place].source_id));
            scene.put(stream,
                      {0, std::make_shared<AnyState const>(initial_state(StreamKind::task))});
        }
        auto const planned = plan(command, scene, imagined_->context);
        if (!planned) return failure_of(Outcome{planned.error()});
        add(*planned);
        return std::nullopt;
    }

    void add(TasksImport const& chunk) {
        report_.tasks_created += chunk.created;
        report_.tasks_archived += chunk.archived;
        report_.tasks_already_there += chunk.already_there;
        report_.events_written += chunk.events;
        for (auto const& [kind, count] : chunk.left_out) report_.left_out[kind] += count;
    }

    ImportFailure describe(ImportFailure failure, ImportProgress progress) const {
        if (options_.dry_run) return failure;
        failure.written = fmt::format(
            "The project and {} of {} tasks are written; the same import again writes the rest.",
            progress.tasks_done, progress.tasks);
        return failure;
    }

    void add_matches(std::vector<std::string> const& usernames) {
        if (usernames.empty()) return;
        report_.notes.push_back(
            "Found among the members of the workspace by e-mail address or name: " +
            list_names(usernames) + '.');
    }

    void add_members() {
        auto const without = board_->members.size() - members_.size();
        if (without > 0) {
            report_.left_out["members_without_match"] += static_cast<std::int64_t>(without);
        }
    }

    void add_columns() {
        auto const columns = imported_columns(*board_);
        if (auto const unused = board_->statuses.size() - columns.size(); unused > 0) {
            report_.left_out["empty_closed_lists"] += static_cast<std::int64_t>(unused);
        }
        auto const closed = std::ranges::count_if(columns, &ImportedStatus::closed);
        if (closed > 0) report_.adjusted["closed_lists_that_are_columns"] += closed;
    }

    /// The log says who acted by account; people of the source have none.
    void add_authors() {
        std::set<std::string> people;
        std::size_t changes = 0;
        for (auto const& task : board_->tasks) {
            for (auto const& change : task.history) {
                auto const& person =
                    change.actor_source_id.empty() ? change.actor_name : change.actor_source_id;
                if (person.empty()) continue;
                people.insert(person);
                ++changes;
            }
        }
        if (changes == 0) return;
        report_.notes.push_back(fmt::format(
            "The history is attributed to whoever imports: {} changes by {} {} of the source.",
            changes, people.size(), people.size() == 1 ? "person" : "people"));
    }

    Engine& engine_;
    WorkspaceId workspace_;
    std::shared_ptr<ImportedBoard const> board_;
    ImportOptions options_;
    Caller caller_;
    MatchedMembers members_;
    std::optional<Imagined> imagined_;
    ImportReport report_;
};

}  // namespace

std::expected<ImportReport, ImportFailure> import_board(Engine& engine, WorkspaceId workspace,
                                                        Caller caller, ImportedBoard board,
                                                        ImportOptions options) {
    return Import{engine, workspace, std::move(caller), std::move(board), std::move(options)}.run();
}

}  // namespace atelier::commands
