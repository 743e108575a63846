"""app/history/rows.py and record.py: what goes into a row comes out again, and nonsense is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.record import Earlier, Record
from app.history.rows import COLUMNS, record, row, storable
from app.ui.status import Mark
from rig.history import spoken

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
IDS = st.lists(st.sampled_from(["local", "soniox", "deepgram"]), max_size=3).map(tuple)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
RECORDS = st.builds(
    Record,
    id=st.uuids().map(lambda each: each.hex),
    time=st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=OFFSETS),
    text=TEXTS,
    mark=st.sampled_from(Mark),
    outcome=TEXTS,
    spoken=st.floats(0, 1e6),
    note=TEXTS,
    chosen=TEXTS,
    providers=IDS,
    language=st.none() | st.just("de"),
    answered=st.none() | st.booleans(),
    failure=st.none() | st.just("network"),
    recording=st.none() | st.just("r1"),
    earlier=st.lists(st.builds(Earlier, TEXTS, st.sampled_from(Mark), IDS), max_size=3).map(tuple),
    place=st.integers(0, 2**62),
)


@given(RECORDS)
def test_there_and_back(given_record):
    back = record(row(given_record))
    assert back == given_record
    assert back.time.utcoffset() == given_record.time.utcoffset()


def test_half_a_surrogate_pair_costs_one_character_and_a_whole_one_none():
    assert storable("a\ud83dz") == "a\ufffdz"
    assert storable("\ud83d\ude00") == "\U0001f600"
    assert record(row(spoken("\ud83d"))).text == "\ufffd"


def test_a_mark_of_a_newer_version_is_no_success():
    values = dict(zip(COLUMNS, row(spoken()), strict=True)) | {"mark": "TELEPATHY"}
    assert record(tuple(values.values())).mark is Mark.UNCONFIRMED


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("time", "yesterday"),
        ("time", "2026-11-20T12:00:00"),
        ("time", 7),
        ("text", None),
        ("text", 5),
        ("spoken", "long"),
        ("place", None),
        ("providers", "soniox"),
        ("providers", '"soniox"'),
        ("providers", "[1]"),
        ("language", 3),
        ("earlier", '["x"]'),
        ("earlier", "7"),
        ("earlier", '[["x", "COPIED"]]'),
        ("earlier", '[["x", 5, []]]'),
        ("earlier", "[" * 100_000),
    ],
)
def test_nonsense_is_refused(column, value):
    values = dict(zip(COLUMNS, row(spoken()), strict=True)) | {column: value}
    with pytest.raises(ValueError):
        record(tuple(values.values()))


def test_a_text_that_is_replaced_stays_beside_the_new_one():
    first = spoken("heard wrong", providers=("local",))
    second = first.with_text("heard right", Mark.LATE, ("soniox",))
    assert (second.text, second.mark, second.providers) == ("heard right", Mark.LATE, ("soniox",))
    assert second.earlier == (Earlier("heard wrong", Mark.INSERTED, ("local",)),)
    third = second.with_text("heard wrong", Mark.LATE, ("deepgram",))
    assert (third.text, [each.text for each in third.earlier]) == ("heard wrong", ["heard right"])
    assert second.with_text("heard right", Mark.LATE, ("cartesia",)) == replace(second, providers=("cartesia",))
    assert spoken("").with_text("words", Mark.LATE, ()).earlier == ()
    assert third.all_text == "heard wrong\nheard right"


def test_times_keep_the_offset_that_held():
    summer = spoken(at=datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2))))
    assert record(row(summer)).time.isoformat() == "2026-07-01T12:00:00+02:00"
    assert record(row(spoken(at=datetime(2026, 7, 1, tzinfo=UTC)))).time.utcoffset() == timedelta(0)
