"""app/history/retention.py: no wrong clock deletes early, and no right one keeps for ever."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.retention import DAY, HOUR, LONGEST_BREAK, PROOF, STEP, Age

NOW = round(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)
DEAD_BATTERY = 0
YEARS_AHEAD = NOW + 1500 * DAY


def looks(*times: int) -> Age:
    age = Age.begun(NOW)
    for each in times:
        age = age.at(each)
    return age


def hourly(start: int, hours: int) -> list[int]:
    return [start + n * HOUR for n in range(1, hours + 1)]


def test_it_counts_what_passes_whether_looked_at_often_or_seldom():
    assert looks(*hourly(NOW, 48)).counted == 2 * DAY
    assert looks(NOW + DAY, NOW + 2 * DAY).counted == 2 * DAY
    assert looks(NOW + STEP).counted == STEP


def test_a_clock_that_is_set_back_and_forth_counts_once():
    backwards = looks(NOW + DAY, NOW, NOW + DAY, NOW, NOW + DAY)
    assert backwards.counted == DAY
    assert backwards.at(NOW + DAY + HOUR).counted == DAY + HOUR


@pytest.mark.parametrize("wrong", [DEAD_BATTERY, YEARS_AHEAD, NOW + STEP + 1, NOW - STEP - 1])
def test_a_clock_that_is_wrong_for_less_than_a_day_counts_nothing(wrong):
    age = looks(wrong, *hourly(wrong, 23))
    assert age.counted == 0
    right_again = age.at(NOW + DAY)
    assert (right_again.counted, right_again.leapt) == (DAY, None)


def test_a_holiday_counts_a_day_later():
    back = NOW + 21 * DAY
    assert looks(back, *hourly(back, 23)).counted == 0
    assert looks(back, *hourly(back, 24)).counted == 22 * DAY


def test_somebody_who_comes_once_a_week_is_believed_the_next_time():
    assert looks(NOW + 7 * DAY).counted == 0
    assert looks(NOW + 7 * DAY, NOW + 14 * DAY).counted == 14 * DAY


def test_leaps_do_not_prove_one_another():
    assert looks(DEAD_BATTERY, YEARS_AHEAD).counted == 0
    assert looks(YEARS_AHEAD, DEAD_BATTERY).counted == 0
    assert looks(NOW + 10 * DAY, NOW + 10 * DAY + LONGEST_BREAK + 1).counted == 0


def test_after_days_in_1970_what_was_counted_is_not_counted_again():
    lost = looks(DEAD_BATTERY, *hourly(DEAD_BATTERY, 48))
    assert lost.counted == 24 * HOUR  # from the day on which it was believed
    found = NOW + 3 * DAY
    for each in (found, *hourly(found, 30)):
        lost = lost.at(each)
    assert lost.counted == 24 * HOUR + 3 * DAY + 30 * HOUR


def test_after_days_in_the_future_it_goes_on_counting():
    ahead = looks(YEARS_AHEAD, *hourly(YEARS_AHEAD, 24))
    before = ahead.counted
    right = NOW + 2 * DAY
    for each in (right, *hourly(right, 72)):
        ahead = ahead.at(each)
    assert ahead.counted == before + 48 * HOUR


@given(st.lists(st.integers(DEAD_BATTERY, YEARS_AHEAD * 2), max_size=30))
def test_it_never_goes_back(times):
    ages = [Age.begun(NOW)]
    for each in times:
        ages.append(ages[-1].at(each))
    assert all(later.counted >= earlier.counted for earlier, later in pairwise(ages))


@given(st.lists(st.tuples(st.integers(0, YEARS_AHEAD * 2), st.integers(0, PROOF - 1)), max_size=6))
def test_only_proof_makes_it_leap(wrong):
    """However often the clock is wrong for less than a day, and whatever it says then."""
    age = Age.begun(NOW)
    truly = NOW
    for start, lasting in wrong:
        truly += lasting
        age = age.at(start).at(start + lasting).at(truly)
    assert age.counted <= truly - NOW + len(wrong) * STEP
