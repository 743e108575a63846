"""app/expiry.py: recordings go when they are old, and not because a clock says so."""

from app.expiry import Expiry, looked, read, written
from app.history.retention import DAY, Age

NOON = 1_780_000_000_000


def days(*looks, spare=("one",), before=None):
    """Looks at these times, in days after the first."""
    for each in looks:
        before = looked(before, spare, NOON + round(each * DAY))
    return before


def test_a_recording_is_due_when_it_was_kept_so_long():
    assert days(0).due(1) == []
    assert days(0, 1).due(1) == ["one"]
    assert days(0, 1, 2).due(3) == []
    assert days(0, 1, 2, 3).due(3) == ["one"]


def test_who_keeps_none_keeps_none():
    assert days(0).due(0) == ["one"]


def test_each_is_as_old_as_it_is_known():
    found = days(1, before=days(0))
    found = looked(found, ("one", "two"), NOON + 2 * DAY)
    assert found.due(2) == ["one"]
    assert looked(found, ("two", "one"), NOON + 4 * DAY).due(2) == ["one", "two"]


def test_what_is_gone_is_forgotten():
    assert looked(days(0, 1), ("two",), NOON + 2 * DAY).since == {"two": 2 * DAY}


def test_a_clock_that_leaps_deletes_nothing_until_it_has_proved_right():
    assert days(0, 4000).due(1) == []
    assert days(0, 4000, 4000.5).due(30) == []
    assert days(0, 4000, 4001).due(30) == ["one"]
    assert days(0, 4000, 0.1, 0.5).due(1) == []
    assert days(0, -4000, -3999.5).due(1) == []


def test_it_is_kept_in_a_file():
    found = days(0, 1)
    assert read(written(found)) == found == Expiry(Age(DAY, NOON + DAY, NOON + DAY), {"one": 0})


def test_a_file_that_makes_no_sense_makes_every_recording_new():
    for data in (b"", b"{", b"[]", b'{"age": 1, "since": {}}', b"\xff", b"[" * 100_000):
        assert read(data) is None
