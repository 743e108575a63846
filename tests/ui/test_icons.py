"""Every drawing that is named exists, draws something, and states differ in shape."""

import pytest
from PySide6.QtGui import QImage

from app.ui import icons
from app.ui.status import Mark, Severity, StatusKind
from app.ui.theme import DARK, LIGHT
from app.ui.tray import ICONS

NAMES = sorted(each.stem for each in icons.DRAWINGS.glob("*.svg"))


def alpha(name: str, size: int = 22) -> bytes:
    """The shape of a drawing, without its colours."""
    image = icons.icon(name).pixmap(size, size).toImage().convertToFormat(QImage.Format.Format_Alpha8)
    return bytes(image.constBits())


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_draws(name, qapp):
    assert any(alpha(name))


def test_everything_that_is_shown_has_a_drawing():
    assert icons.OF_STATUS.keys() == set(StatusKind) == ICONS.keys()
    assert icons.OF_MARK.keys() == set(Mark)
    assert icons.OF_SEVERITY.keys() == set(Severity)
    named = {*icons.OF_STATUS.values(), *icons.OF_MARK.values(), *icons.OF_SEVERITY.values(), *ICONS.values()}
    assert named <= set(NAMES)


@pytest.mark.parametrize("drawings", [icons.OF_STATUS, icons.OF_MARK], ids=["status", "mark"])
def test_meanings_differ_by_shape(drawings, qapp):
    assert len({alpha(name) for name in drawings.values()}) == len(drawings)


def test_tray_states_differ_by_shape_even_at_the_smallest_size(qapp):
    shapes = [alpha(name, 16) for name in sorted(set(ICONS.values()))]
    for number, one in enumerate(shapes):
        for other in shapes[number + 1 :]:
            different = sum(abs(a - b) > 128 for a, b in zip(one, other, strict=True))
            assert different > 16


def test_the_colour_is_the_one_asked_for(qapp):
    image = icons.icon("check", "#ff0000").pixmap(64, 64).toImage()
    drawn = {
        image.pixelColor(x, y).name() for x in range(64) for y in range(64) if image.pixelColor(x, y).alpha() == 255
    }
    assert drawn == {"#ff0000"}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_meaning_has_a_colour_of_the_theme(colours):
    theirs = {icons.status_colour(each, colours) for each in StatusKind}
    theirs |= {icons.mark_colour(each, colours) for each in Mark}
    theirs |= {icons.severity_colour(each, colours) for each in Severity}
    assert theirs <= {colours.dim, colours.link, colours.good, colours.warning, colours.bad}


def test_a_drawing_follows_its_owners_choice(qtbot):
    glyph = icons.Glyph("check")
    qtbot.addWidget(glyph)
    before = glyph.grab().toImage()
    glyph.show_drawing("close")
    assert glyph.grab().toImage() != before
