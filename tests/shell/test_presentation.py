"""app/presentation.py: every way a dictation can end, and what the user is told about it."""

from datetime import UTC, datetime

import pytest

from app import presentation
from app.insertion.receipt import Landed, Receipt
from app.messages import Deliver, Outcome, Phase, Show
from app.ui.status import Action, Mark, Severity, StatusKind
from providers.errors import Failure, FailureKind

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BROKEN = Failure(FailureKind.NETWORK, "the connection was reset")
UNPLUGGED = Failure(FailureKind.DEVICE, "The microphone stopped delivering sound.")
INSERTED = Receipt(Landed.INSERTED)


def deliver(text="some words", outcome=Outcome.COMMITTED, failure=None, spoken=2.0):
    return Deliver(7, text, outcome, spoken, failure)


@pytest.mark.parametrize(
    ("phase", "kind"),
    [
        (Phase.STARTING, StatusKind.STARTING),
        (Phase.LISTENING, StatusKind.LISTENING),
        (Phase.FINALIZING, StatusKind.FINALIZING),
        (Phase.SETTLED, StatusKind.FINALIZING),
    ],
)
def test_each_phase_has_its_status(phase, kind):
    assert presentation.status(Show(1, phase, "", "")).kind is kind


def test_hands_free_says_how_it_ends_but_only_while_it_listens():
    assert "tap" in presentation.status(Show(1, Phase.LISTENING, "", ""), hands_free=True).sentence
    assert "tap" not in presentation.status(Show(1, Phase.FINALIZING, "", ""), hands_free=True).sentence


@pytest.mark.parametrize(
    ("delivered", "insert"),
    [
        (deliver(), True),
        (deliver(outcome=Outcome.UNCONFIRMED), True),
        (deliver(failure=UNPLUGGED), True),
        (deliver(""), False),
        (deliver(outcome=Outcome.CANCELLED), False),
        (deliver(outcome=Outcome.FAILED, failure=BROKEN), False),
    ],
)
def test_only_what_was_finished_on_purpose_goes_to_the_other_program(delivered, insert):
    assert presentation.should_insert(delivered) is insert


def test_when_all_is_well_nothing_is_said():
    assert presentation.notice(deliver(), INSERTED) is None
    entry = presentation.entry(deliver(), INSERTED, NOON)
    assert (entry.id, entry.time, entry.text, entry.mark, entry.note) == (7, NOON, "some words", Mark.INSERTED, "")


def test_a_slip_of_the_finger_is_not_worth_a_word_but_silence_is():
    assert presentation.notice(deliver("", spoken=0.05), None) is None
    assert "No speech" in presentation.notice(deliver("", spoken=2.0), None).text
    assert presentation.entry(deliver(""), None, NOON) is None


def test_a_cancelled_text_is_kept():
    cancelled = deliver(outcome=Outcome.CANCELLED)
    assert "history" in presentation.notice(cancelled, None).text
    assert presentation.entry(cancelled, None, NOON).mark is Mark.CANCELLED
    assert presentation.notice(deliver("", Outcome.CANCELLED), None).text == presentation.NOTHING_TO_CANCEL


def test_copied_by_choice_is_said_in_passing_and_copied_for_want_of_a_receipt_with_its_reason():
    chosen = presentation.notice(deliver(), Receipt(Landed.COPIED))
    assert (chosen.text, chosen.severity) == (presentation.COPIED, Severity.INFO)
    forced = Receipt(Landed.COPIED, "The program did not take it: press Ctrl+V.")
    told = presentation.notice(deliver(), forced)
    assert (told.text, told.severity) == (forced.reason, Severity.WARNING)
    entry = presentation.entry(deliver(), forced, NOON)
    assert (entry.mark, entry.note) == (Mark.COPIED, forced.reason)


def test_nowhere_is_trouble():
    nowhere = Receipt(Landed.NOWHERE, "Copy it from the history.")
    assert presentation.notice(deliver(), nowhere).severity is Severity.TROUBLE
    assert presentation.entry(deliver(), nowhere, NOON).mark is Mark.FAILED


def test_a_success_with_a_price_names_the_price():
    lossy = Receipt(Landed.INSERTED, note="The clipboard could not be given back.")
    assert presentation.notice(deliver(), lossy).text == lossy.note
    entry = presentation.entry(deliver(), lossy, NOON)
    assert (entry.mark, entry.note) == (Mark.INSERTED, lossy.note)


def test_unconfirmed_is_marked_and_not_hidden_by_where_it_landed():
    told = presentation.notice(deliver(outcome=Outcome.UNCONFIRMED), Receipt(Landed.COPIED, "Press Ctrl+V."))
    assert told.text == f"{presentation.UNCONFIRMED} Press Ctrl+V."
    entry = presentation.entry(deliver(outcome=Outcome.UNCONFIRMED), INSERTED, NOON)
    assert (entry.mark, entry.note) == (Mark.UNCONFIRMED, presentation.UNCONFIRMED)


def test_a_failure_is_told_and_says_that_the_text_is_kept_if_there_is_one():
    with_text = deliver(outcome=Outcome.FAILED, failure=BROKEN)
    told = presentation.notice(with_text, None)
    assert "the connection was reset" in told.text and presentation.KEPT in told.text
    assert told.severity is Severity.TROUBLE
    assert presentation.entry(with_text, None, NOON).mark is Mark.FAILED
    without = deliver("", Outcome.FAILED, BROKEN)
    assert presentation.KEPT not in presentation.notice(without, None).text
    assert presentation.entry(without, None, NOON).mark is Mark.FAILED


@pytest.mark.parametrize(
    ("kind", "page", "action"),
    [
        (FailureKind.AUTH, None, presentation.ENTER_KEY),
        (FailureKind.AUTH, "https://example.com", presentation.ENTER_KEY),
        (FailureKind.QUOTA, "https://example.com", Action("open page https://example.com", "Open the billing page")),
        (FailureKind.QUOTA, None, None),
        (FailureKind.LIMIT, "https://example.com", None),
        (FailureKind.NETWORK, "https://example.com", None),
    ],
)
def test_a_failure_offers_what_helps(kind, page, action):
    told = presentation.notice(deliver("", Outcome.FAILED, Failure(kind, "Soniox: no")), None, page)
    assert told.action == action


def test_a_microphone_that_vanished_does_not_make_the_inserted_text_a_failure():
    vanished = deliver(failure=UNPLUGGED)
    entry = presentation.entry(vanished, INSERTED, NOON)
    assert entry.mark is Mark.INSERTED
    assert "stopped delivering" in entry.note
