"""The window: values in, intents out, all of it by keyboard too, and closing it loses nothing."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton

from app.ui.banner import Banner
from app.ui.buttons import CopyButton, TalkButton
from app.ui.choice_box import ChoiceBox
from app.ui.history_card import HistoryCard
from app.ui.history_item import HistoryItem
from app.ui.history_view import HistoryView
from app.ui.level_meter import LevelMeter
from app.ui.main_window import MainWindow, invitation
from app.ui.status import Choice, Level, Mark, Notice, Status, StatusKind
from app.ui.transcript_view import TranscriptView

LEFT = Qt.MouseButton.LeftButton
PROVIDERS = (Choice("local", "On this computer"), Choice("cloud", "A service", "Needs a key."))


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWidget(made, before_close_func=MainWindow.allow_close)
    made.show_hotkey("Right Ctrl")
    made.show_providers(PROVIDERS, "local")
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def one(window, kind, text=None):
    """The visible child of that kind (and text). A layout shows what is put into it with the next events."""
    QApplication.processEvents()
    found = [c for c in window.findChildren(kind) if c.isVisible() and (text is None or c.text() == text)]
    assert len(found) == 1, found
    return found[0]


def words(window):
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def test_empty_it_tells_the_newcomer_what_to_do(window):
    assert one(window, TranscriptView).accessibleDescription().startswith("Hold Right Ctrl and speak.")
    assert "Ready" in words(window)


@pytest.mark.parametrize(
    ("key", "tap_to_lock", "says"),
    [
        ("F9", False, "Hold F9"),
        ("F9", True, "Or tap F9"),
        ("", False, "Hold the button"),
        ("", True, "Hold the button"),
    ],
)
def test_the_invitation_names_what_works(key, tap_to_lock, says):
    assert says in invitation(key, tap_to_lock)
    assert ("tap" in invitation(key, tap_to_lock)) is (tap_to_lock and bool(key))


@pytest.mark.parametrize("kind", StatusKind)
def test_the_state_is_said_and_cancel_is_there_when_there_is_something_to_cancel(window, kind):
    window.show_status(Status(kind))
    assert Status(kind).sentence in words(window)
    cancel = next(each for each in window.findChildren(QPushButton) if each.text() == "Cancel")
    assert cancel.isVisible() is kind.busy


def test_nothing_moves_when_a_dictation_begins(window):
    before = one(window, TalkButton).geometry(), one(window, TranscriptView).geometry()
    window.show_status(Status(StatusKind.LISTENING))
    QApplication.processEvents()
    assert (one(window, TalkButton).geometry(), one(window, TranscriptView).geometry()) == before


def test_talking_and_cancelling_are_intents(window, qtbot):
    with qtbot.waitSignals([window.talk_pressed, window.talk_released], order="strict"):
        QTest.mouseClick(one(window, TalkButton), LEFT)
    window.show_status(Status(StatusKind.LISTENING))
    with qtbot.waitSignal(window.cancel_requested):
        QTest.mouseClick(one(window, QPushButton, "Cancel"), LEFT)


def test_space_talks_as_soon_as_the_window_is_there(window, qtbot):
    with qtbot.waitSignals([window.talk_pressed, window.talk_released], order="strict"):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)


def test_copy_needs_a_text_takes_all_of_it_and_confirms(window, qtbot):
    copy = one(window, CopyButton)
    assert not copy.isEnabled()
    window.show_text(" one two", " three")
    with qtbot.waitSignal(window.copy_requested) as asked:
        QTest.mouseClick(copy, LEFT)
    assert asked.args == ["one two three"]
    window.confirm_copy()
    assert copy.text() == "Copied"
    window.show_text("", "")
    assert not copy.isEnabled()


def test_copying_from_the_history_confirms_there(window, qtbot):
    window.show_text("live", "")
    window.history.show_items((HistoryItem("1", datetime(2025, 5, 4, 9, 58), "old", Mark.INSERTED),), 0)
    card = one(window, HistoryCard)
    with qtbot.waitSignal(window.copy_requested) as asked:
        QTest.mouseClick(card.copy, LEFT)
    assert asked.args == ["old"]
    window.confirm_copy()
    assert card.copy.text() == "Copied"
    live = next(each for each in window.findChildren(CopyButton) if each is not card.copy)
    assert live.text() == "Copy"


def test_only_the_users_choice_of_a_recogniser_is_an_intent(window, qtbot):
    box = one(window, ChoiceBox)
    with qtbot.assertNotEmitted(window.provider_chosen):
        window.show_providers(PROVIDERS, "cloud")
    assert box.current == "cloud"
    with qtbot.waitSignal(window.provider_chosen) as chosen:
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert chosen.args == ["local"]


def test_a_recogniser_that_is_gone_is_shown_as_such(window):
    window.show_providers(PROVIDERS, "gone")
    assert one(window, ChoiceBox).currentText() == "gone (not available)"
    assert one(window, ChoiceBox).current == "gone"


def test_the_meter_starts_anew_with_each_dictation(window):
    meter = one(window, LevelMeter)
    window.show_status(Status(StatusKind.LISTENING))
    window.show_level(Level(0, -3))
    assert meter.clipped
    window.show_status(Status(StatusKind.LISTENING, "Listening hands-free"))
    assert meter.clipped, "still the same dictation"
    window.show_status(Status(StatusKind.FINALIZING))
    assert not meter.clipped


def test_a_notice_can_be_put_up_and_taken_down(window, qtbot):
    window.show_notice(Notice("Something happened."))
    banner = one(window, Banner)
    close = next(each for each in banner.findChildren(QPushButton) if each.accessibleName() == "Dismiss")
    with qtbot.waitSignal(window.notice_dismissed):
        close.click()
    assert not banner.isVisible()


def test_the_shortcuts(window, qtbot):
    with qtbot.waitSignal(window.settings_requested):
        qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(window.quit_requested):
        qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_tab_reaches_everything_in_reading_order(window, qtbot):
    window.show_text("text", "")
    window.show_status(Status(StatusKind.LISTENING))
    window.history.show_items((HistoryItem("1", datetime(2025, 5, 4, 9, 58), "old", Mark.INSERTED),), 0)
    QApplication.processEvents()
    reached = []
    for _ in range(12):
        reached.append(window.focusWidget())
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    places = {each: each.mapTo(window, each.rect().topLeft()).toTuple()[::-1] for each in reached}
    once = list(dict.fromkeys(reached))
    first = once.index(min(once, key=lambda each: places[each]))
    in_order = once[first:] + once[:first]
    named = [
        getattr(each, "text", str)() if isinstance(each, QPushButton) else type(each).__name__ for each in in_order
    ]
    assert named == [
        "Cancel",
        "Menu",
        "TranscriptView",
        "Speak now, let go to finish",
        "Copy",
        "ChoiceBox",
        "QLineEdit",
        "Copy",
        "",
    ]


def test_everything_that_can_be_used_has_a_name(window):
    for kind in (QPushButton, ChoiceBox, TranscriptView, LevelMeter, HistoryView):
        for each in window.findChildren(kind):
            assert each.accessibleName() or each.text() or not each.isVisible()


def test_it_fits_a_small_screen(window):
    assert window.minimumSizeHint().width() <= 400
    assert window.minimumSizeHint().height() <= 360


def test_closing_hides_into_the_tray_if_there_is_one(window, qtbot):
    window.show_tray(True)
    with qtbot.waitSignal(window.hidden_to_tray):
        window.close()
    assert not window.isVisible()
    window.come_forward()
    assert window.isVisible()


@pytest.mark.parametrize("answer", ["Keep running", "Quit", "Cancel"])
def test_without_a_tray_closing_asks(window, qtbot, answer):
    quits = []
    window.quit_requested.connect(lambda: quits.append(True))
    window.close()
    assert window.isVisible()
    box = one(window, QMessageBox)
    next(each for each in box.buttons() if each.text().replace("&", "") == answer).click()
    assert bool(quits) is (answer == "Quit")
    assert window.isMinimized() is (answer == "Keep running")
    if window.isMinimized():
        window.come_forward()
        assert not window.isMinimized()


def test_closing_while_the_button_is_held_lets_it_go(window, qtbot):
    window.show_tray(True)
    QTest.mousePress(one(window, TalkButton), LEFT)
    with qtbot.waitSignal(window.talk_released):
        window.close()


def test_at_the_end_it_really_closes(window):
    window.allow_close()
    assert window.close()
    assert not window.isVisible()
