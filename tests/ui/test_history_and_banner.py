"""The session's texts and the banner: what is shown can be read, copied, acted on and dismissed."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.ui.banner import Banner
from app.ui.buttons import CopyButton
from app.ui.history_view import PAGE, HistoryCard, HistoryView
from app.ui.status import Action, HistoryEntry, Mark, Notice, Severity

LEFT = Qt.MouseButton.LeftButton


def entry(number, text="some words", mark=Mark.INSERTED, note=""):
    return HistoryEntry(number, datetime(2025, 5, 4, 10, number % 60), text, mark, note)


@pytest.fixture
def history(qtbot):
    made = HistoryView()
    qtbot.addWidget(made)
    made.resize(320, 400)
    made.show()
    return made


def cards(history):
    """Top to bottom. A layout shows what is put into it with the next events."""
    QApplication.processEvents()
    return sorted((c for c in history.findChildren(HistoryCard) if c.isVisible()), key=lambda card: card.y())


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def settle(qtbot, history):
    qtbot.waitUntil(lambda: all(card.height() > 20 for card in cards(history)))


def test_empty_says_what_will_be_here(history):
    assert words(history) == ["Nothing dictated yet. Every text of this session will be listed here."]


def test_newest_first_with_time_mark_text_and_note(history, qtbot):
    history.show_entry(entry(1, "first"))
    history.show_entry(entry(2, "second", Mark.COPIED, "Press Ctrl+V where you want it."))
    settle(qtbot, history)
    top, below = cards(history)
    assert [top.entry.text, below.entry.text] == ["second", "first"]
    assert words(top)[1:] == ["Copied", "second", "Press Ctrl+V where you want it."]
    assert words(below)[1:] == ["Inserted", "first"]


def test_a_known_entry_is_updated_in_place(history, qtbot):
    history.show_entry(entry(1))
    history.show_entry(entry(2))
    history.show_entry(entry(1, "some words", Mark.UNCONFIRMED))
    settle(qtbot, history)
    assert [card.entry.id for card in cards(history)] == [2, 1]
    assert "Not confirmed" in words(cards(history)[1])


def test_copy_asks_for_the_whole_text_and_confirms_only_what_happened(history, qtbot):
    text = "many words " * 200
    history.show_entry(entry(1, text))
    button = cards(history)[0].copy
    with qtbot.waitSignal(history.copy_requested) as asked:
        qtbot.mouseClick(button, LEFT)
    assert asked.args == [text]
    assert button.text() == "Copy"
    history.confirm_copy()
    assert button.text() == "Copied"
    qtbot.waitUntil(lambda: button.text() == "Copy")


def test_nothing_to_copy_no_button(history):
    history.show_entry(entry(1, "", Mark.FAILED, "The microphone vanished."))
    assert not cards(history)[0].copy.isVisible()


def test_the_full_text_is_on_the_card(history, qtbot):
    history.show_entry(entry(1, "many words " * 200))
    history.show_entry(entry(2, "W" * 400))
    settle(qtbot, history)
    for card in cards(history):
        for label in card.findChildren(QLabel):
            if label.isVisible():
                assert label.height() >= label.heightForWidth(label.width())
    assert history.widget().width() <= history.viewport().width(), "a long word must not widen the page"


def test_markup_is_shown_as_it_was_said(history):
    history.show_entry(entry(1, "<b>bold</b>"))
    label = next(each for each in cards(history)[0].findChildren(QLabel) if each.text() == "<b>bold</b>")
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_long_session_shows_a_page_and_the_rest_on_demand(history, qtbot):
    for number in range(1, PAGE + 11):
        history.show_entry(entry(number))
    assert len(history.entries) == PAGE + 10
    qtbot.waitUntil(lambda: len(cards(history)) == PAGE)
    more = next(each for each in history.findChildren(QPushButton) if "earlier" in each.text())
    assert "10" in more.text()
    more.click()
    qtbot.waitUntil(lambda: len(cards(history)) == PAGE + 10)
    settle(qtbot, history)
    assert [card.entry.id for card in cards(history)] == list(range(PAGE + 10, 0, -1))
    assert not more.isVisible()


def test_tab_goes_down_the_page(history, qtbot):
    for number in (1, 2, 3):
        history.show_entry(entry(number))
    settle(qtbot, history)
    qtbot.waitUntil(history.isActiveWindow)
    top = cards(history)[0].copy
    top.setFocus()
    seen = [top]
    while len(seen) < 3:
        history.window().focusWidget().nextInFocusChain()
        qtbot.keyClick(history.window().focusWidget(), Qt.Key.Key_Tab)
        seen.append(history.window().focusWidget())
    assert seen == [card.copy for card in cards(history)]
    assert all(isinstance(each, CopyButton) for each in seen)


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
