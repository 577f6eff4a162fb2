#include "commands/import/task_replay.hpp"

#include <algorithm>

namespace atelier::commands {
namespace {

class Replayer {
public:
    explicit Replayer(TaskFrame const& frame) : frame_(frame) {}

    void apply(ImportedChange const& change) {
        // Whatever the source's clock did: the events of a task stay in their order.
        at_ = std::max(at_, std::min(change.at, frame_.now));
        switch (change.kind) {
            case ImportedChange::Kind::created:
                return create(change);
            case ImportedChange::Kind::moved:
                return move(change.status_source_id);
            case ImportedChange::Kind::renamed:
                return rename(change.title);
            case ImportedChange::Kind::archived:
                return archive(true);
            case ImportedChange::Kind::restored:
                return archive(false);
        }
    }

    /// Whatever the history says, the task ends as it is.
    void finish(ImportedTask const& task) {
        rename(task.title);
        move_to(frame_.created.status);
        archive(task.archived);
    }

    TaskReplay take() { return std::move(replay_); }

private:
    template <class TaskEvent>
    void add(TaskEvent event) {
        state_ = evolve(std::move(state_), event);
        replay_.events.push_back({stream_of(frame_.id), std::move(event), at_});
    }

    void create(ImportedChange const& change) {
        auto created = frame_.created;
        created.title = change.title;
        if (auto const status = frame_.status_of(change.status_source_id)) {
            created.status = *status;
        } else {
            ++replay_.left_out_moves;
        }
        add(std::move(created));
    }

    void move(std::string const& source_id) {
        auto const status = frame_.status_of(source_id);
        if (!status) {
            ++replay_.left_out_moves;
        } else {
            move_to(*status);
        }
    }

    void move_to(StatusId status) {
        if (status != state_.status) add(task::TaskMoved{status, frame_.created.rank});
    }

    void rename(std::string const& title) {
        if (title == state_.title) return;
        task::TaskEdited edited{};
        edited.title = title;
        add(std::move(edited));
    }

    void archive(bool archived) {
        if (archived == state_.archived) return;
        if (archived) return add(task::TaskArchived{});
        add(task::TaskUnarchived{});
    }

    TaskFrame const& frame_;
    TaskReplay replay_;
    task::State state_;
    Timestamp at_{};
};

}  // namespace

TaskReplay replay(ImportedTask const& task, TaskFrame const& frame) {
    Replayer replayer{frame};
    for (auto const& change : task.history) replayer.apply(change);
    replayer.finish(task);
    return replayer.take();
}

}  // namespace atelier::commands
