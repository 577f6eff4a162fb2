#include "tests/unit/cli/samples.hpp"

namespace atelier::test {

eventstore::RecordedEvent recorded(StreamId stream, Event event) {
    eventstore::Metadata metadata;
    metadata.actor = mara;
    return {42,
            EventId{},
            stream,
            1,
            harbour,
            std::move(event),
            std::move(metadata),
            *Timestamp::from_text("2026-11-21T14:00:00Z")};
}

task::TaskCreated paint_created() {
    task::TaskCreated created{};
    created.project = boats;
    created.number = 7;
    created.title = "Paint the hull";
    created.status = to_do;
    created.rank = Rank{"5"};
    created.priority = task::Priority::medium;
    return created;
}

task::State paint_state() { return evolve(task::State{}, paint_created()); }

tools::NameLookup names() {
    tools::NameLookup lookup;
    lookup.person = [](UserId id) {
        return id == mara ? "Mara" : id == jonas ? "Jonas" : "[erased]";
    };
    lookup.email = [](UserId) { return "mara@harbour.example"; };
    lookup.workspace = [](WorkspaceId) {
        return evolve(workspace::State{}, workspace::WorkspaceCreated{"Harbour", "harbour", mara});
    };
    lookup.project = [](ProjectId) {
        project::ProjectCreated created{harbour, "SKY", "Skerry", "", {}, {}, {}};
        created.statuses = {{to_do, "To do", project::StatusCategory::todo},
                            {done, "Done", project::StatusCategory::done}};
        created.labels = {{urgent_label, "Storm", "#ff0000"}};
        return evolve(project::State{}, created);
    };
    lookup.task = [](TaskId id) { return id == paint ? paint_state() : task::State{}; };
    return lookup;
}

std::string words(Event event, AnyState const& before, StreamId stream) {
    return tools::describe(recorded(stream, std::move(event)), before, names());
}

}  // namespace atelier::test
