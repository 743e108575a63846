"""app/history/again.py: a better text takes the place of the old one, a worse one does not."""

from dataclasses import replace

import pytest

from app.history.again import CANCELLED, changed, problem
from app.history.record import Earlier
from app.messages import Deliver, Outcome
from app.ui.status import Mark
from providers.errors import Failure, FailureKind
from rig.history import spoken

NOTHING = replace(spoken("", mark=Mark.NOT_TRANSCRIBED), answered=False, failure="network", outcome="kept audio")
HALF = replace(spoken("half of", mark=Mark.INCOMPLETE), answered=False)
WHOLE = replace(spoken("all of it"), answered=True)
RESET = Failure(FailureKind.NETWORK, "the connection was reset")


def delivered(text="new words", outcome=Outcome.COMMITTED, failure=None, providers=()):
    return Deliver(1, text, outcome, 2.0, failure, providers, answered=outcome is Outcome.COMMITTED)


@pytest.mark.parametrize("record", [NOTHING, HALF, WHOLE])
def test_an_answer_to_all_of_it_counts_and_says_who_and_that_it_went_nowhere(record):
    new = changed(record, delivered(), "deepgram")
    assert (new.text, new.mark, new.answered, new.failure) == ("new words", Mark.AGAIN, True, None)
    assert new.providers == ("deepgram",)
    assert "Deepgram" in new.note and "nowhere" in new.note
    assert new.outcome == "held"
    assert [each.text for each in new.earlier] == ([record.text] if record.text else [])
    assert problem(record, delivered(), "deepgram") == ""
    assert (new.id, new.time, new.recording, new.chosen) == (record.id, record.time, record.recording, record.chosen)


def test_the_old_text_is_kept_with_what_became_of_it():
    assert changed(WHOLE, delivered(), "soniox").earlier == (Earlier("all of it", Mark.INSERTED, ("local",)),)


def test_who_recognised_it_is_who_said_so():
    assert changed(WHOLE, delivered(providers=("soniox", "local")), "soniox").providers == ("soniox", "local")


@pytest.mark.parametrize(
    ("outcome", "mark"), [(Outcome.UNCONFIRMED, Mark.UNCONFIRMED), (Outcome.FAILED, Mark.INCOMPLETE)]
)
def test_what_is_not_all_of_it_replaces_only_what_was_not_either(outcome, mark):
    poor = delivered("new", outcome, RESET if outcome is Outcome.FAILED else None)
    for record in (NOTHING, HALF):
        new = changed(record, poor, "soniox")
        assert (new.text, new.mark, new.answered) == ("new", mark, False)
        assert "Soniox" in new.note
        assert "Nothing was changed" not in problem(record, poor, "soniox")
    assert changed(WHOLE, poor, "soniox") is WHOLE
    assert problem(WHOLE, poor, "soniox").endswith("Nothing was changed.")


def test_a_failure_is_said_and_changes_nothing():
    failed = delivered("", Outcome.FAILED, RESET)
    assert changed(NOTHING, failed, "soniox") is NOTHING
    assert "the connection was reset" in problem(NOTHING, failed, "soniox")
    assert "Nothing was changed" not in problem(NOTHING, failed, "soniox"), "there was nothing to be changed"
    assert "Nothing was changed" in problem(WHOLE, failed, "soniox")
    assert changed(HALF, delivered("x", Outcome.FAILED, RESET), "soniox").failure == "network"


def test_silence_is_said_and_changes_nothing():
    for record in (NOTHING, WHOLE):
        assert changed(record, delivered(""), "local") is record
        assert "The offline recogniser heard no speech" in problem(record, delivered(""), "local")


def test_cancelled_changes_nothing():
    cancelled = delivered("half a", Outcome.CANCELLED)
    assert changed(NOTHING, cancelled, "soniox") is NOTHING
    assert problem(NOTHING, cancelled, "soniox") == CANCELLED
