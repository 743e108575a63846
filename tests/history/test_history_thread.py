"""app/history/history.py: orders from any thread, in their order, and nobody waits."""

import logging
import queue
import threading

import pytest

from app.history import history as module
from app.history.database import Database
from app.history.history import History, local_time
from app.ui.status import Mark
from rig.history import Clock, spoken

PATIENCE_S = 30


class Ear:
    """Whatever is called back, for the test's thread."""

    def __init__(self):
        self.queue = queue.Queue()

    def __call__(self, *what):
        self.queue.put((what[0] if what else None, threading.current_thread().name))

    def next(self):
        heard, thread = self.queue.get(timeout=PATIENCE_S)
        assert thread == "history"
        return heard


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "history.db"


@pytest.fixture
def made(path):
    made = History(path, 30, tell=pytest.fail, now=Clock())
    yield made
    made.close()


def test_orders_are_carried_out_in_their_order_on_the_historys_thread(made):
    ear = Ear()
    one, two = spoken("one"), spoken("two")
    made.add(one, ear, ear)
    made.add(two, ear)
    made.change(one.id, lambda each: each.with_text("late", Mark.LATE, ()), ear, ear)
    made.page(10, ear)
    made.page(1, ear, search="LATE")
    assert ear.next() is None, "safe first: it is in the file when it is shown"
    placed = ear.next()
    assert (placed.text, placed.place > 0) == ("one", True)
    assert ear.next().text == "two"
    assert ear.next() is None
    assert ear.next().text == "late"
    assert [each.text for each in ear.next().records] == ["two", "late"]
    page = ear.next()
    assert ([each.text for each in page.records], page.earlier) == (["late"], 0)


def test_nobody_waits_for_the_disk(path):
    path.parent.mkdir()
    made = History(path, 30, tell=pytest.fail)
    ear = Ear()
    made.page(1, ear)
    ear.next()
    other = Database(path)
    other._connection.execute("BEGIN IMMEDIATE")
    made.add(spoken("one"), ear, ear)
    assert ear.queue.empty()
    other._connection.execute("COMMIT")
    other.close()
    assert ear.next() is None
    assert ear.next().text == "one"
    made.close()


def test_what_is_removed_is_told_with_its_recording(path):
    removed = Ear()
    made = History(path, 30, pytest.fail, removed, now=Clock())
    ear = Ear()
    one, two, three = (spoken(name, recording=f"r-{name}") for name in ("one", "two", "three"))
    for each in (one, two, three):
        made.add(each, lambda _: None)
    made.delete(one.id, ear)
    assert [each.recording for each in removed.next()] == ["r-one"]
    assert ear.next() == ""
    made.delete(one.id, ear)
    assert removed.next() == []
    assert ear.next() == ""
    made.clear(ear)
    assert {each.recording for each in removed.next()} == {"r-two", "r-three"}
    assert ear.next() == ""
    made.close()


def test_what_is_due_goes_at_the_start_and_when_the_user_keeps_less(path):
    clock, removed = Clock(), Ear()
    made = History(path, 30, pytest.fail, removed, now=clock)
    made.add(spoken("old"), lambda _: None)
    made.close()
    for _ in range(16):
        clock.forward(days=2)
        History(path, 30, pytest.fail, removed, now=clock).close()
    assert [each.text for each in removed.next()] == ["old"]
    made = History(path, 30, pytest.fail, removed, now=clock)
    made.add(spoken("newer"), lambda _: None)
    made.close()
    clock.forward(days=2)
    made = History(path, 30, pytest.fail, removed, now=clock)
    made.keep(1)
    assert [each.text for each in removed.next()] == ["newer"]
    made.close()


def test_answered_recordings_are_told_at_the_start_and_when_the_user_keeps_less(path):
    answered = Ear()
    made = History(path, 30, pytest.fail, answered=answered, now=Clock())
    made.add(spoken("all of it", recording="r1", answered=True), lambda _: None)
    made.add(spoken("half of it", recording="r2", answered=False), lambda _: None)
    made.add(spoken("no sound", answered=True), lambda _: None)
    made.keep(10)
    assert [each.recording for each in answered.next()] == ["r1"]
    made.close()
    History(path, 30, pytest.fail, answered=answered, now=Clock()).close()
    assert [each.recording for each in answered.next()] == ["r1"]


def test_it_looks_every_hour(path, monkeypatch):
    monkeypatch.setattr(module, "TICK_S", 0.01)
    clock, removed = Clock(), Ear()
    made = History(path, 1, pytest.fail, removed, now=clock)
    added = threading.Event()
    made.add(spoken("old"), lambda _: added.set())
    assert added.wait(PATIENCE_S)
    clock.forward(hours=25)
    assert [each.text for each in removed.next()] == ["old"]
    made.close()


def test_a_disk_in_trouble_is_said_once_and_what_cannot_be_deleted_is_said(path):
    path.parent.write_text("a file where a folder should be")
    told, ear = Ear(), Ear()
    made = History(path, 30, told, now=Clock())
    made.add(spoken("one"), ear, lambda: pytest.fail("it is not safe"))
    assert ear.next().text == "one"
    made.delete("x", ear)
    reason = ear.next()
    assert reason
    assert reason in told.next()
    assert reason in made.warning
    assert told.queue.empty()
    made.close()


def test_a_bug_in_one_order_costs_only_that_one_and_logs_no_text(made, caplog):
    ear = Ear()
    record = spoken("secret words")
    made.add(record, lambda _: 1 / 0)
    made.page(5, ear)
    assert [each.text for each in ear.next().records] == ["secret words"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "secret" not in caplog.text


def test_closing_carries_out_what_was_ordered_first(path):
    made = History(path, 30, pytest.fail, now=Clock())
    for number in range(50):
        made.add(spoken(str(number)), lambda _: None)
    made.close()
    again = History(path, 30, pytest.fail, now=Clock())
    ear = Ear()
    again.page(100, ear)
    assert len(ear.next().records) == 50
    again.close()


def test_local_time_has_its_offset():
    assert local_time().utcoffset() is not None
