from datetime import datetime, timedelta, timezone
from pathlib import Path

from app import recovery
from app.journal.format import About, Recording, Stage
from app.journal.shelf import Stored
from app.outcomes import End
from app.ui.status import Mark, Severity

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=ZONE)


def left(seconds, about=None, name="one", stages=()):
    return Stored(name, Path(f"{name}.hfj"), Recording(about, round(seconds * 16_000), frozenset(stages), 0))


def test_what_was_left_is_in_the_history_with_its_sound():
    about = About(3, "2026-11-20T23:58:01+01:00", "soniox", "de")
    (record,) = recovery.records([left(2.5, about)], NOW)
    assert record.time == datetime(2026, 11, 20, 23, 58, 1, tzinfo=ZONE)
    assert (record.text, record.mark, record.outcome) == ("", Mark.NOT_TRANSCRIBED, End.KEPT_AUDIO.value)
    assert (record.spoken, record.chosen, record.language) == (2.5, "soniox", "de")
    assert (record.answered, record.recording, record.note) == (False, "one", recovery.NOTE)


def test_a_text_that_was_on_its_way_may_have_arrived():
    (record,) = recovery.records([left(1, stages=(Stage.RELEASED, Stage.DELIVERED))], NOW)
    assert record.note == recovery.NOTE_DELIVERED
    (record,) = recovery.records([left(1, stages=(Stage.RELEASED,))], NOW)
    assert record.note == recovery.NOTE


def test_each_has_an_id_of_its_own():
    first, second = recovery.records([left(1), left(1)], NOW)
    assert first.id != second.id


def test_what_does_not_say_when_it_was_is_from_now():
    for begun in ("", "yesterday", "2026-11-20T23:58:01"):
        (record,) = recovery.records([left(1, About(1, begun, "local"))], NOW)
        assert record.time == NOW
    (record,) = recovery.records([left(1)], NOW)
    assert (record.time, record.chosen) == (NOW, "")


def test_the_user_is_told():
    assert recovery.notice([]) is None
    one = recovery.records([left(2.5, About(1, "2026-11-20T23:58:01+01:00", "local"))], NOW)
    told = recovery.notice(one)
    assert told.text == (
        "Holdfast ended in the middle of a dictation of 23:58 (2.5 s). It is in the history with the sound: transcribe "
        "it now or later, or delete it."
    )
    assert (told.severity, told.action) == (Severity.WARNING, recovery.TRANSCRIBE)
    two = one + recovery.records([left(90)], NOW)
    assert recovery.notice(two).text.startswith(
        "Holdfast ended in the middle of 2 dictations, the last of 09:30 (0:01:32 altogether). They are in the history"
    )
