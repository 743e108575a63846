"""Loudness, and what follows from it."""

import array
import math

import pytest

from providers.local.loudness import SILENCE_DB, USUAL_MEAN, Loudness, decibels


def tone(amplitude: int) -> bytes:
    return array.array("h", [amplitude, -amplitude] * 800).tobytes()


def test_decibels_are_below_full_scale() -> None:
    assert decibels(tone(32767)) == pytest.approx(0, abs=0.01)
    assert decibels(tone(3277)) == pytest.approx(-20, abs=0.01)
    assert decibels(tone(1)) == pytest.approx(20 * math.log10(1 / 32768))


@pytest.mark.parametrize("nothing", [b"", bytes(3200)])
def test_digital_silence_is_as_quiet_as_it_gets(nothing: bytes) -> None:
    assert decibels(nothing) == SILENCE_DB


def heard(*levels: float) -> Loudness:
    loudness = Loudness()
    for level in levels:
        loudness.add(level)
    return loudness


@pytest.mark.parametrize("levels", [(), (-20, -20), (-60, -60, -58, -57), (-10, -12, -70)])
def test_too_little_or_a_room_or_a_click_corrects_nothing(levels: tuple[float, ...]) -> None:
    assert heard(*levels).correct(USUAL_MEAN, learned=False) is None


def test_a_usual_voice_corrects_nothing() -> None:
    assert heard(-18, -30, -24, -18, -20, -15).correct(USUAL_MEAN, learned=False) is None


@pytest.mark.parametrize(("level", "first"), [(-50.0, 13.0), (-2.0, 73.0)])
def test_an_unusual_voice_moves_the_first_coefficient_only(level: float, first: float) -> None:
    corrected = heard(-90, level, level, level).correct(USUAL_MEAN, learned=False)
    assert corrected == (first, *USUAL_MEAN[1:])
    assert heard(level, level, level).correct(corrected, learned=False) is None


def test_what_was_learned_is_raised_and_not_lowered() -> None:
    assert heard(-50, -50, -50).correct(USUAL_MEAN, learned=True) is None
    assert heard(-2, -2, -2).correct(USUAL_MEAN, learned=True) == (73.0, *USUAL_MEAN[1:])
