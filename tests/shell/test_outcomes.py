"""app/outcomes.py: the whole table of how a dictation may end."""

from itertools import product

import pytest

from app.insertion.receipt import Landed, Receipt
from app.messages import Deliver, Outcome
from app.outcomes import End, Handing, audio_needed, end, handing
from app.settings import Delivery
from providers.errors import Failure, FailureKind

BROKEN = Failure(FailureKind.NETWORK, "The connection broke.")
INSERTED, COPIED, NOWHERE = Receipt(Landed.INSERTED), Receipt(Landed.COPIED), Receipt(Landed.NOWHERE, "Refused.")
FORCED = Receipt(Landed.COPIED, "The program did not take it: press Ctrl+V.")


def deliver(outcome, text="words", recorded=True, answered=True):
    return Deliver(1, text, outcome, 2.0, BROKEN, recorded=recorded, answered=answered)


@pytest.mark.parametrize(
    ("outcome", "how", "what"),
    [
        (Outcome.COMMITTED, Delivery.INSERT, Handing.INSERT),
        (Outcome.COMMITTED, Delivery.COPY, Handing.COPY),
        (Outcome.UNCONFIRMED, Delivery.INSERT, Handing.INSERT),
        (Outcome.UNCONFIRMED, Delivery.COPY, Handing.COPY),
        (Outcome.FAILED, Delivery.INSERT, Handing.HOLD),
        (Outcome.FAILED, Delivery.COPY, Handing.HOLD),
        (Outcome.CANCELLED, Delivery.INSERT, Handing.NONE),
        (Outcome.CANCELLED, Delivery.COPY, Handing.NONE),
    ],
)
def test_what_is_done_with_a_text(outcome, how, what):
    assert handing(deliver(outcome), how) is what
    assert handing(deliver(outcome, ""), how) is Handing.NONE


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("how", list(Delivery))
def test_nothing_is_inserted_behind_a_locked_screen(outcome, how):
    usual = handing(deliver(outcome), how)
    assert handing(deliver(outcome), how, locked=True) is (Handing.HOLD if usual is Handing.INSERT else usual)


@pytest.mark.parametrize(
    ("outcome", "receipt", "where"),
    [
        (Outcome.COMMITTED, INSERTED, End.COMMITTED),
        (Outcome.COMMITTED, COPIED, End.COMMITTED),  # by choice
        (Outcome.COMMITTED, FORCED, End.HELD),
        (Outcome.COMMITTED, NOWHERE, End.HELD),
        (Outcome.UNCONFIRMED, INSERTED, End.COMMITTED),
        (Outcome.UNCONFIRMED, FORCED, End.HELD),
        (Outcome.FAILED, COPIED, End.HELD),
        (Outcome.FAILED, NOWHERE, End.HELD),
        (Outcome.CANCELLED, None, End.HELD),
    ],
)
def test_where_a_text_is_in_the_end(outcome, receipt, where):
    assert end(deliver(outcome), receipt) is where


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize(
    ("recorded", "answered", "where"),
    [
        (True, False, End.KEPT_AUDIO),
        (True, True, End.NOTHING),
        (False, False, End.NOTHING),
        (False, True, End.NOTHING),
    ],
)
def test_where_it_is_without_a_text(outcome, recorded, answered, where):
    assert end(deliver(outcome, "", recorded, answered), None) is where


def test_sound_is_needed_until_somebody_accounted_for_it_and_never_dropped_where_it_is_all_there_is():
    for outcome, text, recorded, answered in product(Outcome, ("", "words"), (False, True), (False, True)):
        delivered = deliver(outcome, text, recorded, answered)
        assert audio_needed(delivered) == (recorded and not answered)
        if end(delivered, None) is End.KEPT_AUDIO:
            assert audio_needed(delivered)
