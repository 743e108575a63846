"""app/late.py and app/late_texts.py: what comes when its dictation is delivered, and what becomes of it."""

from datetime import UTC, datetime

import pytest

from app import presentation
from app.late import REMEMBERED, Late, LateText
from app.late_texts import LateTexts
from app.messages import CloseStream, Deliver, Heard, Outcome, Released
from app.ui.status import HistoryEntry, Mark
from providers.errors import Failure, FailureKind
from providers.events import Ended, Failed, Final, Finalized, Interrupted, Partial, Serving

BROKEN = Failure(FailureKind.NETWORK, "gone")


def told(text="so far", provisional="", providers=(), outcome=Outcome.UNCONFIRMED, number=1):
    return Deliver(number, text, outcome, 2.0, None, providers, provisional=provisional, answered=False)


def heard(event, number=1):
    return Heard(number, event, 20.0)


@pytest.mark.parametrize(
    ("delivered", "finals", "whole"),
    [
        (told(), [" and so on"], "so far and so on"),
        (told(), [" and", " so on"], "so far and so on"),
        # A provisional end is replaced, however it was spaced.
        (told("so far", " far"), [" far and so on"], "so far and so on"),
        (told("so far", " far "), [" fur"], "so fur"),
        (told("far", " far"), [" far and so on"], "far and so on"),
        (told(""), ["hello "], "hello"),
    ],
)
def test_late_finals_go_on_from_what_was_final(delivered, finals, whole):
    late = Late()
    assert late.told(delivered) == ()
    *_, news = [late.heard(heard(Final(each))) for each in finals]
    assert news == (LateText(1, whole),)


def test_catching_up_with_its_own_provisional_words_is_no_news():
    late = Late()
    late.told(told("so far gone", " far gone"))
    assert late.heard(heard(Final(" far"))) == ()
    assert late.heard(heard(Final(" gone"))) == ()
    assert late.heard(heard(Final(" for good"))) == (LateText(1, "so far gone for good"),)


def test_what_comes_before_the_history_has_the_dictation_is_not_lost():
    late = Late()
    assert late.heard(heard(Final(" and so on"))) == ()
    assert late.told(told()) == (LateText(1, "so far and so on"),)


def test_who_said_it_is_told():
    late = Late()
    late.told(told(providers=("soniox",)))
    late.heard(heard(Serving("local")))
    assert late.heard(heard(Final(" on"))) == (LateText(1, "so far on", ("soniox", "local")),)


def test_a_late_acknowledgement_lets_the_stream_end():
    assert Late().heard(heard(Finalized())) == (CloseStream(1),)


@pytest.mark.parametrize(
    ("delivered", "finals", "whole"),
    [
        (told(), "", "so far"),
        (told("so far", " far"), " far", "so far"),
        # What it took back was inserted, and stays.
        (told("so far", " far"), "", "so far"),
        (told("so far", " far"), " far gone", "so far gone"),
        (told(""), "", ""),
    ],
)
def test_a_late_acknowledgement_says_that_this_is_all(delivered, finals, whole):
    late = Late()
    late.told(delivered)
    late.heard(heard(Final(finals)))
    assert late.heard(heard(Finalized())) == (CloseStream(1), LateText(1, whole, complete=True))


@pytest.mark.parametrize("event", [Partial("x"), Final(" "), Ended(), Failed(BROKEN), Interrupted(BROKEN)])
def test_nothing_else_is_news(event):
    late = Late()
    late.told(told())
    assert late.heard(heard(event)) == ()


def test_only_so_many_are_remembered():
    late = Late()
    for number in range(1, REMEMBERED + 2):
        late.told(told(number=number))
    assert late.heard(heard(Final(" x"), 2)) == (LateText(2, "so far x"),)
    assert late.heard(heard(Final(" x"), 1)) == ()
    assert len(late._known) == REMEMBERED


# ------------------------------------------------------------------------------------------------ the shell


class Desk:
    def __init__(self):
        self.settled, self.closed, self.entries, self.notices = {1, 2}, [], [], []
        self.texts = LateTexts(self.settled.__contains__, self.closed.append, self.entries.append, self.notices.append)

    def deliver(self, number=1, mark=Mark.UNCONFIRMED, outcome=Outcome.UNCONFIRMED):
        entry = HistoryEntry(number, datetime(2026, 11, 20, 10, 31, tzinfo=UTC), "so far", mark, "why", answered=False)
        self.texts.told(entry, told(number=number, outcome=outcome))


@pytest.fixture
def desk():
    return Desk()


def test_more_text_is_in_the_history_each_time_and_offered_once(desk):
    desk.deliver()
    desk.texts.take(heard(Final(" and")))
    desk.texts.take(heard(Final(" on")))
    assert [(each.id, each.text, each.mark) for each in desk.entries] == [
        (1, "so far and", Mark.LATE),
        (1, "so far and on", Mark.LATE),
    ]
    (notice,) = desk.notices
    assert "10:31" in notice.text
    assert desk.texts.text(notice.action.id) == "so far and on"


def test_actions_of_others_and_of_dictations_long_gone_have_no_text(desk):
    assert desk.texts.text("enter key") is None
    assert desk.texts.text(f"{presentation.COPY_LATE}1") is None
    for number in range(1, REMEMBERED + 2):
        desk.deliver(number)
    assert desk.texts.text(f"{presentation.COPY_LATE}1") is None
    assert desk.texts.text(f"{presentation.COPY_LATE}2") == "so far"


def test_what_the_session_still_listens_to_is_none_of_ours(desk):
    desk.deliver()
    desk.settled.clear()
    desk.texts.take(heard(Final(" and")))
    desk.texts.take(Released(1.0))
    assert desk.entries == []


def test_more_of_a_cancelled_text_is_kept_and_not_offered(desk):
    desk.deliver(mark=Mark.CANCELLED, outcome=Outcome.CANCELLED)
    desk.texts.take(heard(Final(" and")))
    assert [each.text for each in desk.entries] == ["so far and"]
    assert desk.notices == []


def test_a_dictation_that_the_history_did_not_take_has_no_late_text(desk):
    desk.texts.told(None, told(""))
    desk.texts.take(heard(Final("x")))
    assert (desk.entries, desk.notices) == ([], [])


def test_a_late_acknowledgement_lets_the_stream_end_at_once_and_is_noted_but_no_offer(desk):
    desk.deliver()
    desk.texts.take(heard(Finalized()))
    assert desk.closed == [1]
    (entry,) = desk.entries
    assert (entry.text, entry.note, entry.answered) == ("so far", presentation.CONFIRMED_LATE, True)
    assert desk.notices == []
