"""app/history/items.py: what the widgets are told."""

from dataclasses import replace

from app.history.items import item, keeping
from app.ui.status import Mark
from rig.history import spoken


def test_everything_that_is_shown():
    record = replace(spoken("first", note="A note."), answered=True).with_text("second", Mark.LATE, ("soniox", "local"))
    third = record.with_text("third", Mark.AGAIN, ())
    shown = item(third, recorded=True, progress=0.5, problem="No.")
    assert (shown.id, shown.time, shown.text, shown.mark, shown.note) == (
        record.id,
        record.time,
        "third",
        Mark.AGAIN,
        "A note.",
    )
    assert (shown.recorded, shown.progress, shown.problem, shown.incomplete) == (True, 0.5, "No.", False)
    assert [(each.text, each.about) for each in shown.earlier] == [
        ("first", "Inserted, the offline recogniser"),
        ("second", "Came late, Soniox, then the offline recogniser"),
    ]
    assert item(third.with_text("fourth", Mark.AGAIN, ()), recorded=False).earlier[-1].about == "Transcribed later"


def test_that_not_all_was_answered_is_said_where_there_is_a_text():
    assert item(replace(spoken(), answered=False), recorded=True).incomplete
    assert not item(replace(spoken(), answered=None), recorded=True).incomplete
    lost = replace(spoken("", mark=Mark.NOT_TRANSCRIBED), answered=False)
    assert not item(lost, recorded=True).incomplete, "the mark says it"


def test_for_how_long_texts_are_kept():
    assert "until Holdfast ends" in keeping(0)
    assert "for a day;" in keeping(1)
    assert "for 30 days;" in keeping(30)
