"""Held with mouse, Space or a screen reader: one press, one release, and never a lost release."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QVBoxLayout, QWidget

from app.ui.buttons import TalkButton
from app.ui.status import Status, StatusKind

LEFT = Qt.MouseButton.LeftButton


class Rig:
    """A window with the button and another field; `log` has what the button said."""

    def __init__(self):
        self.window = QWidget()
        self.button = TalkButton()
        self.other = QLineEdit()
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.button)
        layout.addWidget(self.other)
        self.log = []
        self.button.talk_pressed.connect(lambda: self.log.append("pressed"))
        self.button.talk_released.connect(lambda: self.log.append("released"))


@pytest.fixture
def rig(qtbot):
    made = Rig()
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitUntil(made.window.isActiveWindow)
    made.button.setFocus()
    return made


def test_the_mouse_holds(rig):
    QTest.mousePress(rig.button, LEFT)
    assert rig.log == ["pressed"]
    assert rig.button.isDown()
    QTest.mouseRelease(rig.button, LEFT)
    assert rig.log == ["pressed", "released"]


def test_leaving_the_button_keeps_holding_and_the_release_outside_counts(rig):
    QTest.mousePress(rig.button, LEFT)
    QTest.mouseMove(rig.button, QPoint(-500, -500))
    assert rig.log == ["pressed"]
    QTest.mouseRelease(rig.button, LEFT, pos=QPoint(-500, -500))
    assert rig.log == ["pressed", "released"]


def test_other_mouse_buttons_do_nothing(rig):
    QTest.mouseClick(rig.button, Qt.MouseButton.RightButton)
    assert rig.log == []


def test_a_quick_second_press_counts_too(rig):
    QTest.mouseClick(rig.button, LEFT)
    # Qt makes the second press of a quick pair a double click, and QTest leaves the release to us.
    QTest.mouseDClick(rig.button, LEFT)
    assert rig.log == ["pressed", "released", "pressed"]
    QTest.mouseRelease(rig.button, LEFT)
    assert rig.log == ["pressed", "released"] * 2


def test_space_holds_and_auto_repeat_is_not_a_release(rig):
    QTest.keyPress(rig.button, Qt.Key.Key_Space)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress) * 3:
        QApplication.sendEvent(rig.button, QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True))
    assert rig.log == ["pressed"]
    QTest.keyRelease(rig.button, Qt.Key.Key_Space)
    assert rig.log == ["pressed", "released"]


def test_other_keys_do_nothing(rig):
    QTest.keyClick(rig.button, Qt.Key.Key_Return)
    assert rig.log == []


def test_the_release_comes_when_the_focus_goes_with_space_down(rig):
    QTest.keyPress(rig.button, Qt.Key.Key_Space)
    rig.other.setFocus()
    assert rig.log == ["pressed", "released"]


def test_the_focus_does_not_matter_to_the_mouse(rig):
    QTest.mousePress(rig.button, LEFT)
    rig.other.setFocus()
    assert rig.log == ["pressed"]
    QTest.mouseRelease(rig.button, LEFT)


@pytest.mark.parametrize("end", ["hide", "disable"])
def test_the_release_comes_when_the_button_goes(rig, end):
    QTest.mousePress(rig.button, LEFT)
    rig.window.hide() if end == "hide" else rig.button.setEnabled(False)
    assert rig.log == ["pressed", "released"]


def test_the_release_comes_when_a_dialog_takes_the_window(rig, qtbot):
    QTest.mousePress(rig.button, LEFT)
    box = QMessageBox(rig.window)
    qtbot.addWidget(box)
    box.open()
    assert rig.log == ["pressed", "released"]


def test_the_release_comes_when_the_mouse_comes_back_without_its_button(rig):
    QTest.mousePress(rig.button, LEFT)
    none, inside = Qt.MouseButton.NoButton, QPoint(3, 3)
    back = QMouseEvent(QEvent.Type.MouseMove, inside, inside, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(rig.button, back)
    assert rig.log == ["pressed", "released"]


def test_space_and_mouse_together_are_one_hold(rig):
    QTest.keyPress(rig.button, Qt.Key.Key_Space)
    QTest.mouseClick(rig.button, LEFT)
    assert rig.log == ["pressed"]
    QTest.keyRelease(rig.button, Qt.Key.Key_Space)
    assert rig.log == ["pressed", "released"]


def test_a_screen_reader_cannot_hold_so_it_toggles(rig, qtbot):
    interface = QAccessible.queryAccessibleInterface(rig.button).actionInterface()
    interface.doAction(QAccessibleActionInterface.pressAction())
    qtbot.waitUntil(lambda: rig.log == ["pressed"])
    interface.doAction(QAccessibleActionInterface.pressAction())
    qtbot.waitUntil(lambda: rig.log == ["pressed", "released"])


def test_it_turns_red_only_when_words_are_heard(rig):
    def middle():
        image = rig.button.grab().toImage()
        return image.pixelColor(image.width() // 2, 8)

    for kind in StatusKind:
        rig.button.show_status(Status(kind))
        colour = middle()
        assert (colour.red() > colour.blue()) is (kind is StatusKind.LISTENING), kind
