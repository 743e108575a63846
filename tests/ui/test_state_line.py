"""The state line: what it says of a stream that is replaced, and of whoever recognises instead."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import icons
from app.ui.badge import Badge
from app.ui.state_line import StateLine
from app.ui.status import Notice, Severity, Status, StatusKind
from app.ui.theme import DARK, LIGHT, palette_of
from app.ui.wrapped_label import WrappedLabel

TAKEN_OVER = Status(StatusKind.LISTENING, badge="Offline recogniser")
INTERRUPTED = Status(StatusKind.LISTENING, "Reconnecting…", interrupted=True)


@pytest.fixture(params=[False, True], ids=["wide", "narrow"])
def line(request, qtbot):
    made = StateLine(narrow=request.param)
    qtbot.addWidget(made)
    made.resize(400, 40)
    made.show()
    return made


def badge(line):
    return line.findChild(Badge)


def drawing(line):
    return line.findChild(icons.Glyph)._name


def test_without_anything_special_there_is_no_badge(line):
    line.show_status(Status(StatusKind.LISTENING))
    assert not badge(line).isVisible()
    assert line.accessibleName() == "Listening"


def test_whoever_took_over_stands_beside_the_state(line):
    line.show_status(TAKEN_OVER)
    QApplication.processEvents()
    assert (badge(line).isVisible(), badge(line).text()) == (True, "Offline recogniser")
    assert badge(line).height() < 2 * line.fontMetrics().height(), "a badge does not grow with its line"
    assert line.accessibleName() == "Listening. Offline recogniser"
    line.show_status(Status(StatusKind.FINALIZING))
    assert not badge(line).isVisible()


def test_a_badge_does_not_keep_the_sentence_from_its_width(line):
    line.show_status(Status(StatusKind.LISTENING, "Reconnecting… Keep talking: nothing is lost."))
    QApplication.processEvents()
    glyph, sentence = line.findChild(icons.Glyph), line.findChild(WrappedLabel)
    left, right = sentence.x(), sentence.geometry().right()
    line.show_status(replace(TAKEN_OVER, text="Reconnecting… Keep talking: nothing is lost."))
    QApplication.processEvents()
    assert (glyph.x(), sentence.x()) == (0, left)
    below = badge(line).y() > sentence.y() + sentence.height() / 2
    assert sentence.geometry().right() == right if below else sentence.geometry().right() < badge(line).x()


def test_a_notice_has_no_badge(line):
    line.show_status(TAKEN_OVER)
    line.show_notice(Notice("Something happened."))
    assert not badge(line).isVisible()
    assert line.accessibleName() == "Something happened."


def test_an_interruption_has_its_own_drawing_and_is_no_trouble(line):
    line.show_status(INTERRUPTED)
    assert drawing(line) == icons.OF_INTERRUPTION
    assert line.sentence == "Reconnecting…"
    line.show_status(Status(StatusKind.LISTENING))
    assert drawing(line) == icons.OF_STATUS[StatusKind.LISTENING]
    assert icons.OF_INTERRUPTION not in {*icons.OF_STATUS.values(), *icons.OF_SEVERITY.values()}


def test_who_speaks_to_nobody_sees_trouble_while_the_microphone_listens(line):
    line.show_status(Status(StatusKind.LISTENING, "Soniox failed.", alone=True))
    assert drawing(line) == icons.OF_SEVERITY[Severity.TROUBLE]
    assert line.accessibleName() == line.sentence == "Soniox failed."


def test_the_badge_follows_the_theme(line):
    line.show_status(TAKEN_OVER)
    for colours in (DARK, LIGHT):
        line.setPalette(palette_of(colours))
        QApplication.processEvents()
        picture = badge(line).grab().toImage()
        drawn = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
        assert colours.link in drawn
