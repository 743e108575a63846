"""Inserting with an eye on the place: order, joining, holding, and what becomes of everything at the end."""

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from app.accessibility.objects import Accessible, Focused, Role, States, Written
from app.insertion import sentences
from app.insertion.aim import Aim
from app.insertion.attentive import LOOK_LIMIT_MS, WRITE_LIMIT_MS, AttentiveInserter
from app.insertion.joining import Capitals, Spacing, Style
from app.insertion.receipt import Landed, Receipt
from app.insertion.rules import FocusChanged, Manner, Policy
from app.insertion.surroundings import Front


class Desk:
    """An inserter that notes its orders, and ends them when it is told to."""

    def __init__(self):
        self.orders = []
        self.dones = []

    def remember_clipboard(self):
        self.orders.append(("remember",))

    def aim(self):
        return None

    def insert(self, text, done, aim=None):
        self.orders.append(("insert", text))
        self.dones.append(done)

    def hold(self, text, done, reason=""):
        self.orders.append(("hold", text, reason))
        self.dones.append(done)

    def copy(self, text):
        self.orders.append(("copy", text))
        return Receipt(Landed.COPIED)

    def close(self):
        self.orders.append(("close",))
        while self.dones:
            self.end(Landed.NOWHERE)

    def end(self, landed=Landed.INSERTED, reason=""):
        self.dones.pop(0)(Receipt(landed, reason))


class Hands:
    def __init__(self):
        self.window, self.process, self.touched, self.closed = 7, 42, None, False

    def front(self):
        return Front(self.window, self.process, touched=self.touched)

    def rest(self):
        self.touched = False

    def close(self):
        self.closed = True


class Rig:
    def __init__(self, qtbot):
        self.qtbot = qtbot
        self.desk, self.hands = Desk(), Hands()
        self.answers, self.receipts = [], []
        self.style = Style(language="en")
        self.focus_changed = FocusChanged.FOLLOW
        self.programs, self.written = {}, []
        self.inserter = AttentiveInserter(
            self.desk,
            self.answers.append,
            self.hands,
            lambda: self.style,
            lambda: Policy(self.programs, self.focus_changed),
            lambda focused, text, answer: self.written.append((text, answer)),
        )

    def insert(self, text):
        self.inserter.insert(text, self.receipts.append)

    def look(self, focused=None):
        """Answer the question that is waited for, from another thread, and wait until that had its effect."""
        before = len(self.desk.orders)
        threading.Thread(target=self.answers.pop(0), args=(focused,)).start()
        self.qtbot.waitUntil(lambda: len(self.desk.orders) > before)

    def put(self, text, focused=None):
        """The text that is inserted in the end."""
        self.insert(text)
        self.look(focused)
        self.desk.end()
        return self.desk.orders[-1][1]


@pytest.fixture
def rig(qtbot):
    rig = Rig(qtbot)
    yield rig
    rig.inserter.close()


def field(before, after="", role=Role.TEXT, states=States.FOCUSED | States.EDITABLE):
    return Focused(Accessible(":1.1", "/1"), role, states, frozenset({"Text"}), 42, before, after)


BUTTON = field(None, role=Role.PUSH_BUTTON, states=States.FOCUSED)


def test_a_text_is_joined_to_what_is_there(rig):
    assert rig.put("world", field("Hello")) == " world"
    assert rig.receipts == [Receipt(Landed.INSERTED, milliseconds=rig.receipts[0].milliseconds, as_inserted="world")]
    assert rig.receipts[0].milliseconds > 0  # the look counts


def test_the_receipt_says_with_which_letter_it_began(rig):
    rig.put("That is it", field("I think"))
    assert rig.receipts[0].as_inserted == "that is it"


def test_the_next_text_is_looked_at_when_the_one_before_is_there(rig):
    rig.insert("one")
    rig.insert("two")
    rig.look()
    assert rig.answers == []
    rig.desk.end()
    rig.look()
    assert rig.desk.orders == [("insert", "one"), ("insert", " two")]


def test_who_does_not_answer_is_not_waited_for(rig):
    rig.insert("one")
    rig.qtbot.waitUntil(lambda: rig.desk.orders == [("insert", "one")], timeout=LOOK_LIMIT_MS * 100)
    late = rig.answers.pop()
    late(BUTTON)
    rig.desk.end()
    rig.insert("two")
    late(BUTTON)  # still about the first text
    rig.look()
    assert rig.desk.orders[1] == ("insert", " two")


def test_what_has_no_place_to_go_is_held(rig):
    rig.insert("one")
    rig.look(BUTTON)
    assert rig.desk.orders == [("hold", "one", sentences.NO_FIELD)]
    rig.desk.end(Landed.COPIED)
    assert rig.receipts[0].as_inserted is None


def test_where_nothing_may_be_put_the_clipboard_is_left_alone_too(rig):
    rig.programs = {Path(sys.executable).resolve().name: Manner.NEVER}
    rig.hands.process = os.getpid()
    rig.insert("one")
    rig.look(replace(BUTTON, process=os.getpid()))
    assert rig.desk.orders == [("insert", "one")]  # who refuses, and says why
    rig.desk.end(Landed.NOWHERE)
    rig.hands.process = 42
    rig.insert("two")
    rig.look(BUTTON)
    assert rig.desk.orders[1][0] == "hold"


def test_a_text_to_hold_waits_for_its_turn_and_is_not_changed(rig):
    rig.insert("one")
    rig.inserter.hold("two", rig.receipts.append, "why")
    rig.look()
    assert rig.desk.orders == [("insert", "one")]
    rig.desk.end()
    assert rig.desk.orders[1:] == [("hold", "two", "why")]


def test_a_password_is_put_in_as_it_is_and_not_remembered(rig):
    rig.style = Style(Spacing.BEFORE)
    password = field(None, role=Role.PASSWORD_TEXT)
    assert rig.put("secret", password) == "secret"
    rig.style = Style()
    assert rig.put("two") == "two"


@pytest.mark.parametrize("landed", [Landed.COPIED, Landed.NOWHERE])
def test_what_perhaps_did_not_arrive_is_no_beginning(rig, landed):
    rig.insert("one")
    rig.look()
    rig.desk.end(landed)
    assert rig.put("two") == "two"


def test_hands_that_touched_something_end_what_is_known(rig):
    rig.put("one")
    assert rig.put("two") == " two"
    rig.hands.touched = True
    assert rig.put("three") == "three"
    rig.hands.window = 8
    assert rig.put("four") == "four"


def test_a_text_that_goes_on_is_not_changed(rig):
    rig.style = Style(Spacing.BEFORE, Capitals.AUTO, "en")
    assert rig.put("See example.") == " See example."
    rig.inserter.go_on("com", rig.receipts.append)
    rig.look(field("See example."))
    rig.desk.end()
    assert rig.desk.orders[-1] == ("insert", "com")
    rig.style = Style(language="en")
    assert rig.put("The end") == " the end"  # behind "example.com"


def test_the_rest_is_as_ever(rig):
    rig.inserter.remember_clipboard()
    assert rig.inserter.copy("x") == Receipt(Landed.COPIED)
    assert rig.desk.orders == [("remember",), ("copy", "x")]


def test_everything_ends_when_it_is_closed(rig):
    for text in ("one", "two", "three"):
        rig.insert(text)
    rig.look()
    rig.inserter.close()
    rig.inserter.close()
    assert rig.desk.orders == [("insert", "one"), ("close",)]
    assert [receipt.landed for receipt in rig.receipts] == [Landed.NOWHERE] * 3
    assert rig.hands.closed
    rig.insert("four")
    assert rig.receipts[3] == Receipt(Landed.NOWHERE, sentences.CLOSED)


def test_a_text_that_is_looked_at_when_it_is_closed_is_not_inserted(rig):
    rig.insert("one")
    rig.inserter.close()
    assert rig.receipts == [Receipt(Landed.NOWHERE, sentences.CLOSED)]
    rig.answers.pop()(None)
    rig.qtbot.wait(1)
    assert rig.desk.orders == [("close",)]


ALL = {Path(sys.executable).resolve().name: Manner.ACCESSIBILITY}


@pytest.fixture
def writing(rig):
    """The program in front is this one, and its rule is to write to its fields."""
    rig.programs = ALL
    rig.hands.process = os.getpid()
    return rig


def written(rig, before, text):
    """Order a text, look, and wait until it is on its way into the field."""
    rig.insert(text)
    rig.answers.pop(0)(replace(field(before), process=os.getpid()))
    rig.qtbot.waitUntil(lambda: bool(rig.written))
    put, answer = rig.written.pop()
    return put, lambda outcome: threading.Thread(target=answer, args=(outcome,)).start()


def test_a_text_is_written_to_its_field_where_the_rule_says_so(writing):
    put, answer = written(writing, "one", "two")
    assert put == " two"
    answer(Written.DONE)
    writing.qtbot.waitUntil(lambda: bool(writing.receipts))
    assert (writing.receipts[0].landed, writing.receipts[0].as_inserted) == (Landed.INSERTED, "two")
    assert writing.desk.orders == []


def test_a_field_that_refuses_is_pasted_into(writing):
    _, answer = written(writing, "one", "two")
    answer(Written.REFUSED)
    writing.qtbot.waitUntil(lambda: writing.desk.orders == [("insert", " two")])


def test_a_text_that_may_have_been_written_is_not_put_in_again(writing):
    _, answer = written(writing, "one", "two")
    answer(Written.UNKNOWN)
    writing.qtbot.waitUntil(lambda: writing.desk.orders == [("hold", "two", sentences.UNCERTAIN)])
    writing.desk.end(Landed.COPIED)
    assert writing.put("three") == "three"  # nobody knows what is there


def test_a_program_that_never_says_whether_it_wrote_is_not_waited_for_for_ever(writing):
    _, answer = written(writing, "one", "two")
    writing.qtbot.waitUntil(lambda: bool(writing.desk.orders), timeout=WRITE_LIMIT_MS * 10)
    answer(Written.DONE)
    assert writing.desk.orders == [("hold", "two", sentences.UNCERTAIN)]


def test_a_text_that_was_meant_for_another_program_is_left_to_the_inserter(writing):
    writing.focus_changed = FocusChanged.HOLD
    writing.inserter.insert("two", writing.receipts.append, Aim("elsewhere"))
    writing.answers.pop(0)(replace(field("one"), process=os.getpid()))
    writing.qtbot.waitUntil(lambda: writing.desk.orders == [("insert", " two")])


def doubted(rig, landed, reason=""):
    """Insert a text of which whoever inserts it does not know whether it arrived."""
    rig.insert("two")
    rig.look(field("one"))
    rig.desk.end(landed, reason)
    assert rig.receipts == []


@pytest.mark.parametrize(("landed", "reason"), [(Landed.COPIED, sentences.NO_RECEIPT), (Landed.SENT, "")])
def test_the_program_may_say_that_a_text_arrived_after_all(rig, landed, reason):
    doubted(rig, landed, reason)
    rig.answers.pop(0)(field("one two"))
    rig.qtbot.waitUntil(lambda: bool(rig.receipts))
    assert (rig.receipts[0].landed, rig.receipts[0].reason) == (Landed.INSERTED, "")
    assert rig.receipts[0].note == (sentences.ALSO_COPIED if landed is Landed.COPIED else "")
    assert rig.put("Three") == " Three"


@pytest.mark.parametrize("said", [field("one"), None])
def test_what_the_program_does_not_confirm_stays_in_doubt(rig, said):
    doubted(rig, Landed.COPIED, sentences.UNCERTAIN)
    rig.answers.pop(0)(said)
    rig.qtbot.waitUntil(lambda: bool(rig.receipts))
    assert (rig.receipts[0].landed, rig.receipts[0].reason) == (Landed.COPIED, sentences.UNCERTAIN)


def test_a_program_that_does_not_confirm_in_time_is_not_waited_for(rig):
    doubted(rig, Landed.COPIED, sentences.UNCERTAIN)
    rig.qtbot.waitUntil(lambda: bool(rig.receipts), timeout=LOOK_LIMIT_MS * 100)
    assert rig.receipts[0].landed is Landed.COPIED


def test_what_is_in_doubt_when_it_is_closed_stays_so(rig):
    doubted(rig, Landed.COPIED, sentences.UNCERTAIN)
    rig.inserter.close()
    assert rig.receipts == [Receipt(Landed.COPIED, sentences.UNCERTAIN)]
