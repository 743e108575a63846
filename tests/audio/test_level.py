"""The level: what is known about sines, squares and silence comes out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.level import FLOOR_DBFS, SILENT, Level, measure, meter


def pcm(samples: object) -> bytes:
    return np.asarray(samples).astype("<i2").tobytes()


def test_a_sine_of_half_scale() -> None:
    level = measure(pcm(16_384 * np.sin(np.arange(16_000) * 2 * np.pi * 100 / 16_000)))
    assert level.peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert level.rms_dbfs == pytest.approx(-9.03, abs=0.01)


def test_a_square_is_as_loud_as_its_peak() -> None:
    level = measure(pcm([3_277, -3_277] * 800))
    assert level.peak_dbfs == pytest.approx(level.rms_dbfs) == pytest.approx(-20.0, abs=0.01)


def test_the_most_negative_sample_is_full_scale() -> None:
    assert measure(pcm([-32_768])) == Level(0.0, 0.0)


@pytest.mark.parametrize("silence", [b"", bytes(3_200)])
def test_silence_has_a_floor(silence: bytes) -> None:
    assert measure(silence) == SILENT == Level(FLOOR_DBFS, FLOOR_DBFS)


@given(st.lists(st.integers(-32_768, 32_767), min_size=1))
def test_rms_is_never_above_peak_and_both_are_in_range(samples: list[int]) -> None:
    level = measure(pcm(samples))
    assert FLOOR_DBFS <= level.rms_dbfs <= level.peak_dbfs + 1e-9 <= 1e-9


@pytest.mark.parametrize(("dbfs", "position"), [(3.0, 1.0), (0.0, 1.0), (-15.0, 0.75), (-60.0, 0.0), (FLOOR_DBFS, 0.0)])
def test_a_meter(dbfs: float, position: float) -> None:
    assert meter(dbfs) == pytest.approx(position)
