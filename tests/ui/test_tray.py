"""The tray says the state, offers what makes sense in it, and believes only in a tray that is there."""

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from app.ui import tray as tray_module
from app.ui.status import Notice, Status, StatusKind
from app.ui.tray import ICONS, Tray


@pytest.fixture
def tray(qtbot):
    made = Tray(is_available=lambda: False)
    yield made
    made.stop()
    made.menu.deleteLater()
    made.deleteLater()


def item(tray, text):
    return next(each for each in tray.menu.actions() if each.text() == text)


@pytest.mark.parametrize("kind", StatusKind)
def test_it_says_and_shows_the_state(tray, kind):
    tray.show_status(Status(kind))
    assert tray.tooltip == f"Holdfast: {Status(kind).sentence}"
    icon: QIcon = tray._icon.icon()
    assert not icon.isNull()
    assert item(tray, "Cancel dictation").isEnabled() is kind.busy
    assert tray.menu.actions()[0].text() == ("Stop dictation" if kind.speaking else "Start dictation")


def test_the_red_icon_waits_until_words_are_heard():
    assert ICONS[StatusKind.STARTING] == ICONS[StatusKind.IDLE] != ICONS[StatusKind.LISTENING]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Start dictation", "start_requested"),
        ("Show window", "show_requested"),
        ("Settings…", "settings_requested"),
        ("Quit Holdfast", "quit_requested"),
    ],
)
def test_the_menu_asks(tray, qtbot, text, signal):
    with qtbot.waitSignal(getattr(tray, signal)):
        item(tray, text).trigger()


def test_the_menu_stops_and_cancels_what_is_under_way(tray, qtbot):
    tray.show_status(Status(StatusKind.LISTENING))
    with qtbot.waitSignal(tray.stop_requested):
        item(tray, "Stop dictation").trigger()
    with qtbot.waitSignal(tray.cancel_requested):
        item(tray, "Cancel dictation").trigger()


def test_a_click_shows_the_window(tray, qtbot):
    with qtbot.waitSignal(tray.show_requested):
        tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.show_requested):
        tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


class Panel:
    """A desktop's panel, which may start and end."""

    there = False

    def __call__(self):
        return self.there


# The off-screen platform has no tray, which Qt says when an icon is shown there all the same.
@pytest.mark.qt_log_ignore("No such signal QPlatformNativeInterface::systemTrayWindowChanged", extend=True)
def test_a_tray_that_comes_late_is_found_and_one_that_goes_is_missed(qtbot, monkeypatch):
    monkeypatch.setattr(tray_module, "FIRST_CHECK_MS", 1)
    monkeypatch.setattr(tray_module, "LAST_CHECK_MS", 4)
    panel = Panel()
    made = Tray(is_available=panel)
    changes = []
    made.availability_changed.connect(changes.append)
    made.start()
    assert not made.available
    panel.there = True
    qtbot.waitUntil(lambda: made.available)
    panel.there = False
    qtbot.waitUntil(lambda: not made.available)
    made.stop()
    assert changes == [True, False]
    assert not made._timer.isActive()


def test_it_asks_less_and_less_often(tray):
    tray.start()
    intervals = []
    for _ in range(10):
        intervals.append(tray._timer.interval())
        tray._check()
    assert intervals == sorted(intervals)
    assert intervals[-1] == tray_module.LAST_CHECK_MS


def test_without_a_tray_a_notice_was_not_shown(tray):
    assert tray.show_notice(Notice("Copied.")) is False
