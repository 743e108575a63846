"""app/history/browser.py: what is shown keeps step with the history."""

import queue
from dataclasses import replace
from datetime import timedelta

import pytest

from app.history.browser import PAGE, Browser, Trying
from app.history.history import History
from app.history.ledger import place_of
from rig.history import NOON, Clock, spoken

PATIENCE_S = 30


class Window:
    """Whoever shows it; its thread is the test's."""

    def __init__(self, path):
        self.work = queue.Queue()
        self.number = -1
        self.shown = ((), 0, "")
        self.history = History(path, 30, tell=lambda _: None, now=Clock())
        self.browser = Browser(self.history, self.work.put, self.show, lambda record: record.recording == "there")

    def show(self, *what):
        self.shown = what

    def turn(self):
        self.work.get(timeout=PATIENCE_S)()

    def add(self, text, **more):
        """A new dictation; it is shown when this returns."""
        self.number += 1
        record = spoken(text, NOON + timedelta(seconds=self.number), **more)
        self.history.add(record, lambda placed: self.work.put(lambda: self.browser.took(placed, recorded=False)))
        self.turn()
        return self.browser.find(record.id)

    @property
    def texts(self):
        return [each.text for each in self.shown[0]]


@pytest.fixture
def window(tmp_path):
    made = Window(tmp_path / "history.db")
    yield made
    made.history.close()


def test_a_page_of_the_newest_and_more_on_demand(window):
    for number in range(PAGE + 5):
        window.add(str(number))
    assert len(window.shown[0]) == PAGE
    assert (window.texts[0], window.texts[-1], window.shown[1]) == (str(PAGE + 4), "5", 5)
    window.browser.more()
    window.turn()
    assert (len(window.shown[0]), window.texts[-1], window.shown[1]) == (PAGE + 5, "0", 0)
    window.add("new")
    assert (window.texts[0], len(window.shown[0]), window.shown[1]) == ("new", PAGE + 6, 0)
    window.browser.reload()
    window.turn()
    assert (len(window.shown[0]), window.shown[1]) == (PAGE + 6, 0)


def test_what_was_recovered_stands_where_it_belongs_or_among_those_not_shown(window):
    for number in range(PAGE + 1):
        window.add(str(number))
    early = spoken("early", NOON - timedelta(days=1))
    for at in (NOON + timedelta(seconds=PAGE - 3), NOON - timedelta(days=1)):
        late = replace(early, id=str(at), place=place_of(at))
        window.history.add(late, lambda placed: window.work.put(lambda: window.browser.took(placed, recorded=True)))
        window.turn()
    assert window.texts[3:5] == [str(PAGE - 3), "early"], "right below the one of that moment"
    assert window.shown[1] == 3
    before = window.shown
    window.browser.reload()
    window.turn()
    assert window.shown[1:] == before[1:]
    assert window.texts == [each.text for each in before[0]]


def test_a_changed_record_is_shown_in_its_place(window):
    one = window.add("one")
    window.add("two")
    window.browser.took(replace(one, text="one and a half"), recorded=True)
    assert window.texts == ["two", "one and a half"]
    assert [each.recorded for each in window.shown[0]] == [False, True]
    window.browser.took(replace(one, text="one"), recorded=False)
    assert not window.shown[0][1].recorded


def test_only_the_last_question_is_answered(window):
    window.add("one", recording="there")
    window.add("two", recording="gone")
    window.browser.search("TWO")
    window.browser.search("one ")
    window.turn()
    assert window.texts == ["two", "one"], "nobody waits for the first answer any more"
    window.turn()
    assert window.texts == ["one"]
    assert window.shown[0][0].recorded
    window.add("one more")
    window.turn()
    assert window.texts == ["one more", "one"]
    window.browser.search("")
    window.turn()
    assert [each.recorded for each in window.shown[0]] == [False, False, True]


def test_more_of_an_empty_history_is_nothing(window):
    window.browser.more()
    window.turn()
    assert window.shown == ((), 0, "")


def test_how_transcribing_goes_is_shown_until_it_is_deleted(window):
    one = window.add("one")
    window.browser.tries(one.id, Trying(0.3))
    assert window.shown[0][0].progress == 0.3
    window.browser.tries(one.id, Trying(None, "No."))
    assert (window.shown[0][0].progress, window.shown[0][0].problem) == (None, "No.")
    window.browser.lost(one.id)
    assert window.shown[0] == ()
    window.browser.tries("nobody", Trying(0.1))
    assert window.browser.find(one.id) is None


def test_why_texts_are_not_on_the_disk_is_told_along(tmp_path):
    (tmp_path / "state").write_text("a file where a folder should be")
    window = Window(tmp_path / "state" / "history.db")
    window.add("one")
    assert window.texts == ["one"]
    assert "cannot be kept on the disk" in window.shown[2]
    window.history.close()
