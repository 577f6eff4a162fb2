"""All that the checker knows of a stage so far, and what it finds when it looks again."""


from chaos.checker import models
from chaos.checker.chain import Chain
from chaos.checker.commands import Audit
from chaos.checker.fold import Fold
from chaos.checker.topic import Topic
from harness.follower import wait_until

SETTLE_SECONDS = 40


class Ledger:
    """Reads on where the last look ended. `look` is for when nobody commands any more."""

    def __init__(self, stage, setting):
        self.stage, self.setting = stage, setting
        self.chain, self.fold, self.audit, self.topic = Chain(), Fold(), Audit(), Topic()
        self.events = {}

    def look(self, commands):
        """Findings about everything up to the log's end; `commands` are those of this round."""
        before = self.chain.position
        findings = self._read_log()
        answers = self.stage.reader.answers(before)
        findings += self.audit.check(commands, answers)
        findings += self._look_at_topic()
        findings += self._wait_for_models()
        findings += self._wait_for(self._tables, "the tables of the read models")
        findings += [f"parked: {row}" for row in self.stage.reader.parked()]
        findings += self._wait_for(self._answers, "the answers of every node")
        findings += self._wait_for(self._timers, "the timers that every node answers")
        findings += self._wait_for(self._clients, "the live clients")
        for watcher in self.setting.watchers:
            findings += watcher.take_faults()
        for seat in self.stage.seats.values():
            findings += seat.bugs()
        return findings

    def _read_log(self):
        events = self.stage.reader.events(self.chain.position)
        self.events.update((event.position, event) for event in events)
        findings = self.chain.take(events) + self.fold.take(events)
        self.audit.take(events)
        findings += self.chain.check_ends(
            *self.stage.reader.head(), self.stage.reader.stream_versions()
        )
        return findings

    def _look_at_topic(self):
        if not self.stage.kafka:
            return []
        findings = []

        def missing():
            findings.extend(self.topic.take(self.stage.topic_reader.new_records(), self.events))
            return list(self.topic.check_complete(self.events))

        return self._wait_for(missing, "Kafka's topic") + findings

    @staticmethod
    def _wait_for(look, what):
        """What `look` finds once it finds nothing, or still finds after SETTLE_SECONDS."""
        findings = []

        def is_settled():
            findings[:] = look()
            return not findings

        try:
            wait_until(is_settled, what, SETTLE_SECONDS)
        except AssertionError:
            return [f"{what}, {SETTLE_SECONDS} s later: {finding}" for finding in findings]
        return []

    def _wait_for_models(self):
        def behind():
            human = self.setting.humans[0]
            for seat in self.stage.seats.values():
                _, is_new = human.get("/workspaces", seat, self.chain.position)
                if not is_new:
                    yield f"{seat.name} does not answer, or stale"

        return self._wait_for(behind, f"read models at {self.chain.position}")

    def _tables(self):
        return models.check_tables(self.fold, self.stage.reader.table)

    def _answers(self):
        position = self.chain.position
        for seat in self.stage.seats.values():
            for place in self.setting.places:
                board, is_new = self.setting.humans[0].get(
                    f"/projects/{place.project}/board", seat, position
                )
                if not is_new:
                    yield f"{seat.name} has no fresh board"
                    continue
                cards = {
                    card["id"]: card for column in board["columns"] for card in column["cards"]
                }
                yield from models.check_board(seat.name, self.fold, place.project, cards)
                yield from models.check_columns(seat.name, board["columns"])

    def _timers(self):
        for seat in self.stage.seats.values():
            for human in self.setting.humans:
                timers, is_new = human.get("/timers/current", seat, self.chain.position)
                if not is_new:
                    yield f"{seat.name} has no fresh timers"
                    continue
                found = {timer["workspace"]: timer["task"] for timer in timers}
                wanted = {
                    workspace: timer["task"]
                    for workspace, timer in self.fold.running_timers(human.user).items()
                }
                if found != wanted:
                    yield f"{seat.name}, timers of {human.user}: {found}, by the log {wanted}"

    def _clients(self):
        for human, watcher in zip(self.setting.watched_by, self.setting.watchers):
            where = f"live client at {watcher.seat and watcher.seat.name}"
            for place in self.setting.places:
                cards = watcher.cards("board:" + place.project)
                yield from models.check_board(where, self.fold, place.project, cards)
            yield from models.check_timers(where, self.fold, human.user, watcher.timers())

    def look_at_all_again(self):
        """The whole log and topic from the beginning: nothing that was seen before has changed."""
        fresh = Ledger(self.stage, self.setting)
        if self.stage.kafka:
            self.stage.topic_reader.rewind()
        findings = fresh._read_log() + fresh._look_at_topic()
        if fresh.chain.hash != self.chain.hash:
            findings.append("the log is another one than was read round by round")
        return findings
