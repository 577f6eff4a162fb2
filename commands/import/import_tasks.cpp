#include "commands/import/import_tasks.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "commands/import/imported_ids.hpp"
#include "commands/import/task_replay.hpp"
#include "commands/task/create_task.hpp"
#include "commands/task/references.hpp"

namespace atelier::commands {
namespace {

void count(ImportedCounts& counts, char const* kind, std::size_t number) {
    if (number > 0) counts[kind] += static_cast<std::int64_t>(number);
}

/// Ranks are made of times: the tasks of a board get consecutive milliseconds that end at its last
/// change, so that an import that is continued later ranks the rest among what is there already.
Timestamp first_rank_time(ImportedBoard const& board, Timestamp now) {
    Timestamp latest{};
    for (auto const& task : board.tasks) {
        for (auto const& change : task.history) latest = std::max(latest, change.at);
    }
    latest = std::min(latest, now);
    auto const tasks = static_cast<std::int64_t>(board.tasks.size());
    return {std::max<std::int64_t>(0, latest.milliseconds - tasks)};
}

class Planner {
public:
    Planner(ImportTasks const& command, Scene const& scene, Context const& context)
        : command_(command),
          board_(*command.board),
          scene_(scene),
          now_(context.now),
          project_(scene.project(command.project)),
          ids_(project_.workspace, board_),
          first_rank_time_(first_rank_time(board_, context.now)) {}

    std::optional<Rejection> problem() const {
        if (command_.project != ids_.project()) {
            return invalid("project", "is not the one that the board is imported into");
        }
        return members_problem(command_.members, scene_.workspace(project_.workspace));
    }

    TasksImport plan() {
        auto const places = new_tasks();
        if (!places.empty()) {
            number_ = scene_.next_number(command_.project);
        }
        for (auto const place : places) add(place);
        order_by_time();
        result_.events = std::ssize(result_.decided.events);
        return std::move(result_);
    }

private:
    std::vector<std::size_t> new_tasks() {
        std::vector<StreamId> streams;
        for (auto const place : command_.tasks) {
            streams.push_back(stream_of(ids_.task(board_.tasks.at(place).source_id)));
        }
        scene_.expect(streams);
        std::vector<std::size_t> places;
        for (auto const place : command_.tasks) {
            auto const& task = board_.tasks[place];
            if (scene_.task(ids_.task(task.source_id)).exists) {
                ++result_.already_there;
            } else if (!status_of(task.status_source_id)) {
                // A newer export of a board whose project has the columns of an older one.
                count(result_.left_out, "tasks_of_newer_lists", 1);
            } else {
                places.push_back(place);
            }
        }
        return places;
    }

    std::optional<StatusId> status_of(std::string const& source_id) const {
        auto const status = ids_.status(source_id);
        return project_.find_status(status) ? std::optional{status} : std::nullopt;
    }

    std::vector<LabelId> labels_of(ImportedTask const& task) {
        std::vector<LabelId> labels;
        for (auto const& source_id : task.label_source_ids) {
            auto const label = ids_.label(source_id);
            if (project_.find_label(label)) labels.push_back(label);
        }
        labels.resize(std::min(labels.size(), labels_per_task));
        count(result_.left_out, "labels_of_tasks", task.label_source_ids.size() - labels.size());
        return labels;
    }

    std::vector<UserId> assignees_of(ImportedTask const& task) {
        std::vector<UserId> users;
        for (auto const& source_id : task.member_source_ids) {
            auto const match = command_.members.find(source_id);
            if (match == command_.members.end()) continue;
            if (std::ranges::find(users, match->second) == users.end()) {
                users.push_back(match->second);
            }
        }
        users.resize(std::min(users.size(), assignees_per_task));
        count(result_.left_out, "assignees", task.member_source_ids.size() - users.size());
        return users;
    }

    TaskFrame frame_of(ImportedTask const& task, std::size_t place) {
        Timestamp const rank_time{first_rank_time_.milliseconds + static_cast<std::int64_t>(place)};
        task::TaskCreated created{};
        created.project = command_.project;
        created.number = number_;
        created.title = task.title;
        created.description = task.description;
        created.status = *status_of(task.status_source_id);
        created.rank = rank_at_bottom(rank_time, number_);
        created.priority = task::Priority::medium;
        created.assignees = assignees_of(task);
        created.labels = labels_of(task);
        created.due = task.due;
        bool const in_order = !task.start || !task.due || *task.start <= *task.due;
        if (in_order) created.start = task.start;
        count(result_.left_out, "start_dates_after_their_due_dates", in_order ? 0 : 1);
        return {ids_.task(task.source_id), std::move(created),
                [this](std::string const& source_id) { return status_of(source_id); }, now_};
    }

    void add(std::size_t place) {
        auto const& task = board_.tasks[place];
        auto const frame = frame_of(task, place);
        auto replayed = replay(task, frame);
        count(result_.left_out, "moves_of_newer_lists",
              static_cast<std::size_t>(replayed.left_out_moves));
        for (auto& event : replayed.events) result_.decided.events.push_back(std::move(event));
        result_.decided.take(task_number_scope(command_.project), task_number_key(number_),
                             stream_of(frame.id));
        ++number_;
        ++result_.created;
        if (task.archived) ++result_.archived;
    }

    void order_by_time() {
        auto& events = result_.decided.events;
        std::vector<std::pair<Timestamp, std::size_t>> order;
        for (auto const& event : events) order.emplace_back(*event.occurred_at, order.size());
        std::ranges::sort(order);
        std::vector<DecidedEvent> sorted;
        sorted.reserve(events.size());
        for (auto const& [time, index] : order) sorted.push_back(std::move(events[index]));
        events = std::move(sorted);
    }

    ImportTasks const& command_;
    ImportedBoard const& board_;
    Scene const& scene_;
    Timestamp now_;
    project::State const& project_;
    ImportedIds ids_;
    Timestamp first_rank_time_;
    std::int64_t number_ = 0;
    TasksImport result_;
};

/// What a chunk holds so far.
struct Load {
    std::size_t tasks = 0, changes = 0, text = 0;

    void add(ImportedTask const& task) {
        ++tasks;
        // Each task may get a few changes more, so that it ends as the source has it.
        changes += task.history.size() + 3;
        text += task.title.size() + task.description.size();
    }
    bool is_within_limits() const {
        return tasks <= max_tasks_per_chunk && changes <= max_changes_per_chunk &&
               text <= max_text_per_chunk;
    }
};

std::vector<std::size_t> in_order_of_numbers(ImportedBoard const& board) {
    std::vector<std::tuple<std::int64_t, Timestamp, std::size_t>> order;
    for (auto const& task : board.tasks) {
        order.emplace_back(task.source_number, task.created_at, order.size());
    }
    std::ranges::sort(order);
    std::vector<std::size_t> places;
    for (auto const& entry : order) places.push_back(std::get<std::size_t>(entry));
    return places;
}

}  // namespace

std::expected<TasksImport, Rejection> plan(ImportTasks const& command, Scene const& scene,
                                           Context const& context) {
    Planner planner{command, scene, context};
    if (auto problem = planner.problem()) return std::unexpected(std::move(*problem));
    return planner.plan();
}

Decision decide(ImportTasks const& command, Scene const& scene, Context const& context) {
    auto planned = plan(command, scene, context);
    if (!planned) return std::unexpected(std::move(planned.error()));
    return std::move(planned->decided);
}

std::vector<std::vector<std::size_t>> import_chunks(ImportedBoard const& board) {
    std::vector<std::vector<std::size_t>> chunks;
    Load load;
    for (auto const place : in_order_of_numbers(board)) {
        load.add(board.tasks[place]);
        if (chunks.empty() || !load.is_within_limits()) {
            chunks.emplace_back();
            load = {};
            load.add(board.tasks[place]);
        }
        chunks.back().push_back(place);
    }
    return chunks;
}

}  // namespace atelier::commands
