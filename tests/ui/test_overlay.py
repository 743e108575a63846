"""The overlay off screen: what it shows, where it wants to be, and that it rests while hidden."""

import pytest
from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.ui import overlay as overlay_module
from app.ui.level_meter import LevelMeter
from app.ui.overlay import LINES, MARGIN, Overlay, place, reading_time
from app.ui.status import Level, Notice, Severity, Status, StatusKind
from app.ui.surroundings import UnknownSurroundings, active_screen
from app.ui.transcript_view import TranscriptView


@pytest.fixture
def screen(qapp):
    return qapp.primaryScreen()


@pytest.fixture
def overlay(qtbot):
    made = Overlay(UnknownSurroundings())
    qtbot.addWidget(made)
    return made


def words(overlay):
    return [label.text() for label in overlay.findChildren(QLabel) if label.isVisible()]


def panel_top(overlay):
    QApplication.processEvents()
    return overlay._panel.mapToGlobal(overlay._panel.rect().topLeft()).y()


def text_view(overlay):
    return overlay.findChild(TranscriptView)


@pytest.mark.parametrize(
    ("available", "size", "expected"),
    [
        (QRect(0, 0, 1280, 800), QSize(600, 200), QRect(340, 800 - MARGIN - 200, 600, 200)),
        (QRect(1280, 100, 640, 480), QSize(600, 200), QRect(1300, 580 - MARGIN - 200, 600, 200)),
        (QRect(0, 0, 400, 210), QSize(600, 200), QRect(0, 0, 400, 200)),
        (QRect(0, 0, 400, 150), QSize(600, 200), QRect(0, 0, 400, 150)),
    ],
)
def test_it_is_at_the_bottom_in_the_middle_and_never_beyond_the_screen(available, size, expected):
    assert place(available, size) == expected
    assert available.contains(place(available, size))


def test_it_neither_takes_the_focus_nor_a_click():
    wanted = (
        Qt.WindowType.Tool,
        Qt.WindowType.FramelessWindowHint,
        Qt.WindowType.WindowStaysOnTopHint,
        Qt.WindowType.WindowDoesNotAcceptFocus,
        Qt.WindowType.WindowTransparentForInput,
    )
    assert all(overlay_module.FLAGS & flag for flag in wanted)


def test_states_texts_and_levels_are_shown(overlay, screen):
    overlay.show_on(screen)
    overlay.show_status(Status(StatusKind.STARTING))
    assert "Starting the microphone…" in words(overlay)
    overlay.show_status(Status(StatusKind.LISTENING))
    overlay.show_text("one two", " three")
    overlay.show_level(Level(0, -3))
    assert text_view(overlay).text == "one two three"
    assert overlay.findChild(LevelMeter).clipped
    overlay.show_status(Status(StatusKind.FINALIZING))
    assert "Finishing the last words…" in words(overlay)
    assert not overlay.findChild(LevelMeter).isVisible(), "the microphone is off"


def test_a_new_dictation_begins_empty(overlay, screen):
    overlay.show_on(screen)
    low = panel_top(overlay)
    overlay.show_text("many words " * 40, "")
    overlay.show_level(Level(0, -3))
    assert panel_top(overlay) < low
    overlay.show_on(screen)
    assert text_view(overlay).text == ""
    assert not overlay.findChild(LevelMeter).clipped
    assert panel_top(overlay) == low


def test_it_grows_upward_to_the_last_lines_and_no_further(overlay, screen):
    overlay.show_on(screen)
    window = overlay.geometry()
    tops = [panel_top(overlay)]
    for count in range(1, 120):
        overlay.show_text("", "words " * count)
        tops.append(panel_top(overlay))
    assert overlay.geometry() == window, "the window itself never moves"
    assert tops == sorted(tops, reverse=True)
    assert len(set(tops)) == 1 + LINES
    assert overlay.rect().contains(overlay._panel.geometry())


def test_the_end_of_the_text_is_always_visible(overlay, screen):
    overlay.show_on(screen)
    for text in ("words " * 100, "words " * 5, "words " * 300, "שלום " * 80, "words\n" * 9):
        overlay.show_text(text, "end")
        QApplication.processEvents()
        bar = text_view(overlay).verticalScrollBar()
        assert bar.value() == bar.maximum()


def test_a_tail_that_shrinks_does_not_move_the_text(overlay, screen):
    overlay.show_on(screen)
    overlay.show_text("words " * 5, "words " * 20)
    top = panel_top(overlay)
    overlay.show_text("words " * 5, "word")
    assert panel_top(overlay) == top


def test_space_in_front_of_the_first_word_is_not_shown(overlay, screen):
    overlay.show_on(screen)
    overlay.show_text("", " one")
    assert text_view(overlay).text == "one"
    overlay.show_text(" one", " two")
    assert text_view(overlay).text == "one two"


def test_a_notice_comes_up_by_itself_and_goes_by_itself(overlay, screen, qtbot, monkeypatch):
    monkeypatch.setattr(overlay_module, "reading_time", lambda notice: 1)
    overlay.show_notice(Notice("No speech was heard."), screen)
    assert overlay.isVisible()
    assert words(overlay) == ["No speech was heard."]
    qtbot.waitUntil(lambda: not overlay.isVisible())


def test_a_press_while_a_notice_stands_takes_its_place_and_stays(overlay, screen):
    overlay.show_notice(Notice("No speech was heard."), screen)
    overlay.show_on(screen)
    overlay.show_status(Status(StatusKind.LISTENING))
    assert words(overlay) == ["Listening"]
    assert not overlay._timer.isActive()


def test_a_long_notice_below_a_long_text_has_room(overlay, screen):
    overlay.show_on(screen)
    window = overlay.geometry()
    overlay.show_text("words " * 100, "")
    overlay.show_notice(Notice("several words " * 25), screen)
    QApplication.processEvents()
    assert overlay.geometry() == window
    assert overlay.rect().contains(overlay._panel.geometry())
    for label in overlay.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())


def test_hidden_it_rests(overlay, screen):
    overlay.show_on(screen)
    overlay.show_notice(Notice("Copied."), screen)
    overlay.dismiss()
    assert not overlay.isVisible()
    assert not any(timer.isActive() for timer in overlay.findChildren(QTimer))


def test_what_matters_more_and_is_longer_stays_longer():
    short, long = "Copied.", "A longer sentence, which takes its time to be read and understood."
    assert reading_time(Notice(short)) < reading_time(Notice(long)) < reading_time(Notice(long, Severity.TROUBLE))
    assert reading_time(Notice(long * 20)) <= 12_000


class Uncomposited(UnknownSurroundings):
    """A bare window manager."""

    def composited(self) -> bool:
        return False


@pytest.mark.qt_log_ignore("does not support setting window masks", extend=True)
def test_without_a_compositor_the_window_is_cut_to_the_panel(qtbot, screen):
    overlay = Overlay(Uncomposited())
    qtbot.addWidget(overlay)
    overlay.show_on(screen)
    for count in (0, 10, 100):
        overlay.show_text("words " * count, "")
        panel = overlay._panel.geometry()
        mask = overlay.mask()
        assert mask.boundingRect() == panel
        assert mask.contains(panel.center())
        corners = (panel.topLeft(), panel.topRight(), panel.bottomLeft(), panel.bottomRight())
        assert not any(mask.contains(corner) for corner in corners)


def test_with_a_compositor_nothing_is_cut(overlay, screen):
    overlay.show_on(screen)
    assert overlay.mask().isEmpty()


def test_the_screen_is_that_of_the_focused_window_or_of_the_pointer(screen):
    assert active_screen(QRect(10, 10, 100, 100)) is screen
    assert active_screen(QRect(-5000, -5000, 10, 10)) is screen
    assert active_screen(None) is screen
