#include "commands/label/create_label.hpp"
#include "commands/label/delete_label.hpp"
#include "commands/label/edit_label.hpp"
#include "commands/task/edit_task.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

constexpr auto bug = id_of<LabelId>(5, 2);

std::vector<Happening> with_bug() {
    return joined(a_project(), {{stream_of(app), project::LabelCreated{bug, "bug", "#00ff00"}}});
}

}  // namespace

TEST_CASE("a label is made with a name of its own and a colour") {
    given(a_project())
        .when(CreateLabel{app, bug, {"bug"}, "#00ff00"}, adam)
        .then({{stream_of(app), project::LabelCreated{bug, "bug", "#00ff00"}}});
    given(a_project())
        .when(CreateLabel{app, bug, {"URGENT"}, "#00ff00"}, adam)
        .rejected(RejectionCode::label_name_taken);
    for (auto const* wrong : {"", "red", "#00FF00", "#00ff0", "#00ff000", "#00ff0g"}) {
        given(a_project()).when(CreateLabel{app, bug, {"bug"}, wrong}, adam).invalid({"colour"});
    }
    given(a_project())
        .when(CreateLabel{app, bug, {"bug"}, "#00ff00"}, mia)
        .rejected(RejectionCode::forbidden);
}

TEST_CASE("a label is renamed, also to its own name in another case, not to that of another") {
    EditLabel command{app, bug, {Patch<Text<1, 100>>::Kind::set, {"Bug"}}, {}};
    given(with_bug())
        .when(command, adam)
        .then({{stream_of(app), project::LabelEdited{bug, "Bug", {}}}});
    command.name.value = {"Urgent"};
    given(with_bug()).when(command, adam).rejected(RejectionCode::label_name_taken);
    command.label = no_label;
    given(with_bug()).when(command, adam).rejected(RejectionCode::not_found);
    given(with_bug()).when(EditLabel{app, bug, {}, {}}, adam).then_nothing();
}

TEST_CASE("a deleted label is off every task, and the next edit does not trip over it") {
    given(with_bug())
        .when(DeleteLabel{app, bug}, adam)
        .then_once({{stream_of(app), project::LabelDeleted{bug}}})
        .again_rejected(RejectionCode::not_found);
    task::TaskEdited labelled;
    labelled.labels = std::vector<LabelId>{bug, urgent};
    auto const past = joined(with_bug(), {created(paint, 1, todo),
                                          {stream_of(paint), labelled},
                                          {stream_of(app), project::LabelDeleted{bug}}});
    EditTask command{paint, {}, {}, {}, {}, {}, {}};
    command.labels = {Patch<std::vector<LabelId>>::Kind::set, {urgent}};
    given(past).when(command, mia).then_nothing();
    command.labels.value = {};
    task::TaskEdited emptied;
    emptied.labels = std::vector<LabelId>{};
    given(past).when(command, mia).then({{stream_of(paint), emptied}});
}

TEST_CASE("a project has so many labels and no more") {
    auto past = a_project();
    for (int number = 1; number < 500; ++number) {
        LabelId id;
        id.uuid.bytes[0] = static_cast<std::uint8_t>(number >> 8);
        id.uuid.bytes[1] = static_cast<std::uint8_t>(number & 0xff);
        past.push_back({stream_of(app),
                        project::LabelCreated{id, "label " + std::to_string(number), "#000000"}});
    }
    given(past)
        .when(CreateLabel{app, bug, {"bug"}, "#00ff00"}, adam)
        .rejected(RejectionCode::limit_reached);
}

}  // namespace atelier::commands
