"""The banner: what is shown can be read, acted on and dismissed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.ui.banner import Banner
from app.ui.status import Action, Notice, Severity

LEFT = Qt.MouseButton.LeftButton


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


@pytest.fixture
def banner(qtbot):
    made = Banner()
    qtbot.addWidget(made)
    return made


def test_the_banner_is_there_only_with_something_to_say(banner):
    assert not banner.isVisible()
    banner.show_notice(Notice("Something happened."))
    assert banner.isVisible()
    assert words(banner) == ["Something happened."]
    banner.show_notice(None)
    assert not banner.isVisible()


def test_the_action_comes_back_by_its_id(banner, qtbot):
    banner.show_notice(Notice("No microphone.", Severity.TROUBLE, Action("settings", "Open the settings")))
    button = next(each for each in banner.findChildren(QPushButton) if each.text() == "Open the settings")
    with qtbot.waitSignal(banner.action_chosen) as chosen:
        qtbot.mouseClick(button, LEFT)
    assert chosen.args == ["settings"]
    banner.show_notice(Notice("Fine again."))
    assert not button.isVisible()


def test_dismissing_hides_it_and_says_so(banner, qtbot):
    banner.show_notice(Notice("Something happened."))
    close = next(each for each in banner.findChildren(QPushButton) if each.accessibleName() == "Dismiss")
    with qtbot.waitSignal(banner.dismissed):
        qtbot.mouseClick(close, LEFT)
    assert not banner.isVisible()
    assert banner.notice is None


def test_severities_differ_in_drawing_or_colour(banner):
    pictures = set()
    for severity in Severity:
        banner.show_notice(Notice("x", severity))
        banner.resize(200, 60)
        pictures.add(bytes(banner.grab().toImage().constBits()))
    assert len(pictures) == len(Severity)


def test_a_banner_is_as_tall_as_its_sentence_needs(banner, qtbot):
    banner.resize(300, 40)
    heights = []
    for count in (1, 12, 40, 1):
        banner.show_notice(Notice("several words " * count))
        QApplication.processEvents()
        heights.append(banner.layout().totalMinimumHeightForWidth(300))
        assert banner.height() >= heights[-1], "nothing is cut"
    assert heights[0] == heights[3] < heights[1] < heights[2]
