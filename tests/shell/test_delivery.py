"""app/delivery.py: every dictation is reported once, whatever its text and wherever it landed."""

import pytest

from app.delivery import DeliveryDesk
from app.insertion.receipt import Landed, Receipt
from app.insertion.sentences import LOCKED
from app.messages import Deliver, Outcome
from app.settings import Delivery
from app.ui.status import Mark


class Hand:
    """An inserter that answers when the test says so."""

    def __init__(self):
        self.remembered, self.copied, self.orders, self.held = 0, [], [], []

    def remember_clipboard(self):
        self.remembered += 1

    def insert(self, text, done):
        self.orders.append((text, done))

    def hold(self, text, done, reason):
        self.held.append((text, done))
        self.reason = reason

    def copy(self, text):
        self.copied.append(text)
        return Receipt(Landed.COPIED)

    def close(self):
        pass


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def told():
    return []


@pytest.fixture
def desk(hand, told):
    return DeliveryDesk(hand, lambda *what: told.append(what))


def text(number=1, words="some words", outcome=Outcome.COMMITTED):
    return Deliver(number, words, outcome, 2.0)


def test_a_text_is_reported_when_its_receipt_is_there_and_not_before(desk, hand, told):
    desk.deliver(text(), Delivery.INSERT)
    assert (desk.waiting, told) == (1, [])
    ((words, done),) = hand.orders
    assert words == "some words"
    done(Receipt(Landed.INSERTED))
    ((entry, notice, delivered),) = told
    assert (entry.mark, notice, delivered, desk.waiting) == (Mark.INSERTED, None, text(), 0)


def test_copying_by_choice_inserts_nothing(desk, hand, told):
    desk.deliver(text(), Delivery.COPY)
    assert (hand.copied, hand.orders) == (["some words"], [])
    assert told[0][0].mark is Mark.COPIED


@pytest.mark.parametrize("how", list(Delivery))
def test_a_cancelled_text_is_kept_and_put_nowhere(desk, hand, told, how):
    desk.deliver(text(outcome=Outcome.CANCELLED), how)
    assert (hand.copied, hand.orders, hand.held) == ([], [], [])
    assert told[0][0].text == "some words"


def test_behind_a_locked_screen_a_text_is_held_and_the_user_told_why(desk, hand, told):
    desk.deliver(text(), Delivery.INSERT, locked=True)
    assert (hand.copied, hand.orders) == ([], [])
    ((words, done),) = hand.held
    done(Receipt(Landed.COPIED, hand.reason))
    entry, notice, _ = told[0]
    assert (words, entry.mark, entry.note, notice.text) == ("some words", Mark.COPIED, LOCKED, LOCKED)


def test_a_text_that_broke_off_says_so_behind_a_locked_screen_too(desk, hand):
    desk.deliver(text(outcome=Outcome.FAILED), Delivery.INSERT, locked=True)
    assert hand.reason == ""


@pytest.mark.parametrize("how", list(Delivery))
def test_a_text_that_broke_off_is_held_on_the_clipboard(desk, hand, told, how):
    desk.deliver(text(outcome=Outcome.FAILED), how)
    assert (hand.copied, hand.orders, desk.waiting) == ([], [], 1)
    ((words, done),) = hand.held
    assert words == "some words"
    done(Receipt(Landed.COPIED))
    ((entry, notice, _),) = told
    assert (entry.mark, desk.waiting) == (Mark.INCOMPLETE, 0)
    assert "on the clipboard" in notice.text


def test_a_second_receipt_changes_nothing(desk, hand, told):
    desk.deliver(text(), Delivery.INSERT)
    ((_, done),) = hand.orders
    done(Receipt(Landed.INSERTED))
    done(Receipt(Landed.NOWHERE))
    assert (len(told), desk.waiting) == (1, 0)


def test_an_empty_dictation_leaves_no_line(desk, told):
    desk.deliver(text(words=""), Delivery.INSERT)
    assert told[0][0] is None


def test_the_clipboard_is_remembered_once_for_each_dictation_and_the_time_is_that_of_the_press(desk, hand, told):
    desk.begun(1)
    desk.begun(1)
    desk.begun(2)
    assert hand.remembered == 2
    pressed, _ = desk._begun[1]
    desk.deliver(text(), Delivery.COPY)
    assert told[0][0].time == pressed


def test_who_was_chosen_counts_from_the_press_on(hand, told):
    chosen = ["soniox"]
    desk = DeliveryDesk(hand, lambda *what: told.append(what), chosen=lambda: chosen[0], audio_kept=lambda n: n == 1)
    desk.begun(1)
    chosen[0] = "local"
    delivered = Deliver(1, "some words", Outcome.UNCONFIRMED, 2.0, providers=("local",), answered=False)
    assert desk.about(delivered).chosen == "soniox"
    desk.deliver(delivered, Delivery.COPY)
    assert "in place of Soniox" in told[0][0].note
    assert "recording is kept" in told[0][0].note
    assert (desk.about(delivered).chosen, desk.about(text(2)).audio_kept) == ("local", False)
