"""The meter shows what it is told, and remembers only that it was too loud."""

import pytest
from PySide6.QtGui import QImage

from app.ui.level_meter import LevelMeter, fraction
from app.ui.status import Level


@pytest.mark.parametrize(("dbfs", "expected"), [(0, 1), (-60, 0), (-30, 0.5), (-float("inf"), 0), (-90, 0), (3, 1)])
def test_the_scale_goes_from_minus_60_to_full_scale(dbfs, expected):
    assert fraction(dbfs) == expected


@pytest.fixture
def meter(qtbot):
    made = LevelMeter()
    qtbot.addWidget(made)
    made.resize(200, 16)
    return made


def picture(meter) -> QImage:
    return meter.grab().toImage()


def filled(meter) -> int:
    """How far the bar reaches, in pixels: the last one along the middle that is not the empty track's colour."""
    image = picture(meter)
    empty = LevelMeter()
    empty.resize(meter.size())
    blank = empty.grab().toImage()
    return max((x for x in range(image.width()) if image.pixel(x, 8) != blank.pixel(x, 8)), default=0)


def test_louder_is_longer(meter):
    reaches = []
    for level in (-50, -30, -10):
        meter.show_level(Level(level, level - 3))
        reaches.append(filled(meter))
    assert reaches == sorted(set(reaches))


def test_the_peak_is_seen_apart_from_the_mean(meter):
    meter.show_level(Level(-20, -40))
    quiet_peak = filled(meter)
    meter.show_level(Level(-10, -40))
    assert filled(meter) > quiet_peak


def test_clipping_is_marked_and_stays_marked(meter):
    meter.show_level(Level(0, -3))
    assert meter.clipped
    meter.show_level(Level(-40, -50))
    assert meter.clipped
    assert "Too loud" in meter.accessibleDescription()
    assert filled(meter) > 200 - 16, "the mark is drawn at the right"
    meter.reset()
    assert not meter.clipped
    assert filled(meter) == 0
    assert meter.accessibleDescription() == ""


def test_silence_before_anything_was_measured_is_an_empty_bar(meter):
    meter.show_level(Level(-float("inf"), -float("inf")))
    assert filled(meter) == 0
