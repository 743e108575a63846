"""app/delivery.py: every dictation is reported once, whatever its text and wherever it landed."""

import pytest

from app.delivery import DeliveryDesk
from app.insertion.aim import Aim
from app.insertion.receipt import Landed, Receipt
from app.insertion.sentences import LOCKED, NO_RECEIPT, REST_HELD
from app.messages import Deliver, DeliverPart, Outcome
from app.presentation import CANCELLED_PARTLY, HELD_REST
from app.settings import Delivery
from app.ui.status import Mark
from providers.errors import Failure, FailureKind


class Hand:
    """An inserter that answers when the test says so."""

    def __init__(self):
        self.remembered, self.copied, self.orders, self.held = 0, [], [], []
        self.aimed, self.aims = 0, []

    def remember_clipboard(self):
        self.remembered += 1

    def aim(self):
        self.aimed += 1
        return Aim(f"program {self.aimed}")

    def insert(self, text, done, aim=None):
        self.orders.append((text, done))
        self.aims.append(aim)

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


def test_a_text_is_meant_for_the_program_in_front_when_its_key_was_let_go(desk, hand):
    for number in (1, 2, 1):
        desk.released(number)
    for number in (1, 2, 3):
        desk.deliver(text(number), Delivery.INSERT)
    assert hand.aims == [Aim("program 1"), Aim("program 2"), None]


# ------------------------------------------------------------------------------------------- while it is spoken

ARRIVED = Receipt(Landed.INSERTED)


def part(words, number=1):
    return DeliverPart(number, words)


def spoken(words, delivered, outcome=Outcome.COMMITTED):
    return Deliver(1, words, outcome, 2.0, delivered=delivered)


def orders(hand):
    return [words for words, _ in hand.orders]


def test_one_part_at_a_time_and_what_comes_meanwhile_together(desk, hand, told):
    desk.deliver_part(part("one"), now=True)
    desk.deliver_part(part(" two"), now=True)
    desk.deliver_part(part(" three"), now=True)
    assert orders(hand) == ["one"]
    hand.orders[0][1](ARRIVED)
    assert orders(hand) == ["one", " two three"]
    desk.deliver(spoken("one two three four", "one two three"), Delivery.AS_YOU_SPEAK)
    assert orders(hand) == ["one", " two three"]
    hand.orders[1][1](ARRIVED)
    assert (orders(hand), desk.waiting) == (["one", " two three", " four"], 1)
    hand.orders[2][1](ARRIVED)
    ((entry, notice, _),) = told
    assert (entry.text, entry.mark, notice, desk.waiting) == ("one two three four", Mark.INSERTED, None, 0)


def test_a_text_of_which_all_is_there_already_is_not_touched_again(desk, hand, told):
    desk.deliver_part(part("one."), now=True)
    hand.orders[0][1](ARRIVED)
    desk.deliver(spoken("one.", "one."), Delivery.AS_YOU_SPEAK)
    assert (orders(hand), hand.held, told[0][0].mark) == (["one."], [], Mark.INSERTED)


def test_what_cannot_go_now_waits_for_the_end(desk, hand):
    desk.deliver_part(part("one"), now=False)
    desk.deliver_part(part(" two"), now=False)
    assert orders(hand) == []
    desk.deliver(spoken("one two three", "one two"), Delivery.AS_YOU_SPEAK)
    assert orders(hand) == ["one two three"]


def test_what_waited_goes_with_the_next_part_that_may(desk, hand):
    desk.deliver_part(part("one"), now=False)
    desk.deliver_part(part(" two"), now=True)
    assert orders(hand) == ["one two"]


@pytest.mark.parametrize(
    ("receipt", "rest"),
    [
        (Receipt(Landed.COPIED, NO_RECEIPT), " two three four"),
        (Receipt(Landed.SENT, "Some keys were refused."), " three four"),
    ],
)
def test_behind_a_part_that_is_in_doubt_nothing_is_inserted(desk, hand, told, receipt, rest):
    desk.deliver_part(part("one"), now=True)
    hand.orders[0][1](ARRIVED)
    desk.deliver_part(part(" two"), now=True)
    hand.orders[1][1](receipt)
    desk.deliver_part(part(" three"), now=True)
    desk.deliver(spoken("one two three four", "one two three"), Delivery.AS_YOU_SPEAK)
    assert orders(hand) == ["one", " two"]
    ((words, done),) = hand.held
    assert (words, hand.reason) == (rest, REST_HELD)
    done(Receipt(Landed.COPIED, hand.reason))
    entry, notice, _ = told[0]
    assert (entry.mark, entry.end, notice.text) == (Mark.COPIED, "held", REST_HELD)


def test_a_last_part_that_is_in_doubt_is_told_as_such(desk, hand, told):
    desk.deliver_part(part("one."), now=True)
    hand.orders[0][1](Receipt(Landed.SENT, "Some keys were refused."))
    desk.deliver(spoken("one.", "one."), Delivery.AS_YOU_SPEAK)
    assert (hand.held, told[0][1].text, told[0][0].end) == ([], "Some keys were refused.", "held")


def test_a_cancel_takes_back_what_waits_and_says_that_the_rest_stays(desk, hand, told):
    desk.deliver_part(part("one"), now=True)
    desk.deliver_part(part(" two"), now=True)
    desk.deliver(spoken("one two three", "one two", Outcome.CANCELLED), Delivery.AS_YOU_SPEAK)
    assert (desk.waiting, told) == (1, [])
    hand.orders[0][1](ARRIVED)
    assert orders(hand) == ["one"]
    entry, notice, _ = told[0]
    assert (entry.mark, notice.text) == (Mark.CANCELLED, CANCELLED_PARTLY)


def test_a_cancel_when_nothing_is_under_way(desk, hand, told):
    desk.deliver_part(part("one"), now=True)
    hand.orders[0][1](ARRIVED)
    desk.deliver(spoken("one two", "one", Outcome.CANCELLED), Delivery.AS_YOU_SPEAK)
    assert (orders(hand), told[0][1].text) == (["one"], CANCELLED_PARTLY)


def test_of_a_dictation_that_failed_only_the_rest_is_put_on_the_clipboard(desk, hand, told):
    desk.deliver_part(part("one"), now=True)
    hand.orders[0][1](ARRIVED)
    failed = Deliver(1, "one two", Outcome.FAILED, 2.0, Failure(FailureKind.NETWORK, "It broke."), delivered="one")
    desk.deliver(failed, Delivery.AS_YOU_SPEAK)
    ((words, done),) = hand.held
    assert words == " two"
    done(Receipt(Landed.COPIED))
    assert HELD_REST in told[0][1].text


def test_what_was_refused_is_asked_again_in_the_end_with_all_that_follows(desk, hand, told):
    desk.deliver_part(part("one"), now=True)
    hand.orders[0][1](Receipt(Landed.NOWHERE, "This program gets no text."))
    desk.deliver_part(part(" two"), now=True)
    desk.deliver(spoken("one two three", "one two"), Delivery.AS_YOU_SPEAK)
    assert (orders(hand), hand.held) == (["one", "one two three"], []), "what may not be copied is not copied either"
    hand.orders[1][1](Receipt(Landed.NOWHERE, "This program gets no text."))
    assert told[0][1].text == "This program gets no text."
