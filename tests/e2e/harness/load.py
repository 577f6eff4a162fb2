"""Commands that go on in the background while a test breaks something."""

import secrets
import threading

import requests

from harness.patience import patience

REQUEST_SECONDS = patience(30)


class Load:
    """Threads that create tasks with titles that no other has, until they are stopped. A command
    that was not acknowledged is sent again under the same key, at whichever node answers: in the
    end each counts once. What was acknowledged is kept by title."""

    def __init__(self, people, project, threads=4):
        self.people, self.project = people, project
        self.acknowledged = {}
        self.refused = []
        self.failures = []
        self._lock = threading.Condition()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(number,), daemon=True)
            for number in range(threads)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def _work(self, number):
        with requests.Session() as session:
            session.trust_env = False
            turn = 0
            while not self._stopping.is_set():
                turn += 1
                try:
                    self._create(session, number, turn)
                except Exception as failure:  # the test reports it
                    self.failures.append(failure)
                    return

    def _create(self, session, number, turn):
        title, key = f"Load {number}.{turn} {secrets.token_hex(3)}", secrets.token_hex(12)
        attempt = 0
        while True:
            # Keys are each person's own: the same person asks again, at another node.
            person = self.people[number % len(self.people)]
            node = self.people[(number + attempt) % len(self.people)].node
            attempt += 1
            answer = self._ask(session, person, node, title, key)
            if answer is not None and answer.status_code == 201:
                with self._lock:
                    self.acknowledged[title] = answer.json()
                    self._lock.notify_all()
                return
            if self._stopping.is_set():
                return
            # What may pass by itself: an earlier copy is still under way, somebody is away, or one
            # person has asked for more than their share on a quick machine.
            if answer is not None and answer.status_code not in (409, 429, 503):
                raise AssertionError(f"{answer.status_code} {answer.text}")
            self._stopping.wait(0.05)

    def _ask(self, session, person, node, title, key):
        try:
            answer = session.post(
                f"{node.url}/api/v1/projects/{self.project}/tasks",
                json={"title": title},
                timeout=REQUEST_SECONDS,
                headers={"Authorization": "Bearer " + person.token, "Idempotency-Key": key},
            )
        except requests.RequestException:
            return None
        if answer.status_code == 503:
            self.refused.append(answer)
        return answer

    def reach(self, count, seconds=60):
        """Waits until that many commands more are acknowledged."""
        with self._lock:
            wanted = len(self.acknowledged) + count
            reached = self._lock.wait_for(
                lambda: len(self.acknowledged) >= wanted or self.failures, seconds
            )
            assert not self.failures, self.failures
            assert (
                reached
            ), f"{len(self.acknowledged)} commands are acknowledged, {wanted} were wanted"

    def stop(self):
        self._stopping.set()
        for thread in self._threads:
            thread.join(REQUEST_SECONDS + 5)
            assert not thread.is_alive(), "a command was never answered"
        assert not self.failures, self.failures

    def last_position(self):
        return max(answer["meta"]["position"] for answer in self.acknowledged.values())


def all_tasks(client, project):
    """Every task of the list, page by page."""
    tasks, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/projects/{project}/tasks?limit=200{cursor}")
        tasks += page.data
        cursor = "&cursor=" + page.meta["next_cursor"] if page.meta.get("next_cursor") else None
    return tasks


def check_each_counts_once(load, client, project, are_gapless=False):
    """What was acknowledged is there, once, as it was answered. (A command that was never
    acknowledged may be there: once.) Numbers are never doubled, and have no gaps as long as
    nothing was refused."""
    tasks = all_tasks(client, project)
    titles = [task["title"] for task in tasks]
    assert len(titles) == len(set(titles)), "a command was carried out twice"
    numbers = [task["number"] for task in tasks]
    assert len(numbers) == len(set(numbers)), "two tasks have the same number"
    if are_gapless:
        assert numbers == list(range(1, len(tasks) + 1))
    by_title = {task["title"]: task for task in tasks}
    for title, answer in load.acknowledged.items():
        assert title in by_title, f"{title} was acknowledged and is not there"
        for member in ("id", "number", "key"):
            assert by_title[title][member] == answer["data"][member]
    return tasks
