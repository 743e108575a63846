"""The history in the window: it shows what it is given, and everything that can be done is one key or click away."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu, QMessageBox, QPushButton

from app.ui.buttons import CopyButton
from app.ui.days import day_name
from app.ui.history_card import HistoryCard
from app.ui.history_item import INCOMPLETE, EarlierText, HistoryItem
from app.ui.history_panel import HistoryPanel
from app.ui.history_view import HistoryView
from app.ui.status import Choice, Mark

LEFT = Qt.MouseButton.LeftButton
NOW = datetime.now().astimezone().replace(hour=12, minute=30)
PROVIDERS = (Choice("local", "On this computer"), Choice("cloud", "Service & Sons"))


def item(number, text="some words", mark=Mark.INSERTED, note="", **more):
    return HistoryItem(str(number), NOW + timedelta(minutes=number), text, mark, note, **more)


LOST = item(9, "", Mark.NOT_TRANSCRIBED, "The provider could not be reached.", recorded=True)


@pytest.fixture
def panel(qtbot):
    made = HistoryPanel()
    qtbot.addWidget(made)
    made.show_providers(PROVIDERS)
    made.resize(420, 600)
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def cards(panel):
    """Top to bottom. A layout shows what is put into it with the next events."""
    QApplication.processEvents()
    found = (c for c in panel.findChildren(HistoryCard) if c.isVisible())
    return sorted(found, key=lambda card: card.mapTo(panel, QPoint(0, 0)).y())


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def view(panel):
    return panel.findChild(HistoryView)


def settle(qtbot, panel):
    qtbot.waitUntil(lambda: all(card.height() > 20 for card in cards(panel)))


def menu(panel, button):
    """The menu that a button opens."""
    QTest.mouseClick(button, LEFT)
    return next(each for each in panel.findChildren(QMenu) if each.isVisible())


def choose(within, text):
    """Choose this in a menu, and close it."""
    action = next(each for each in within.actions() if each.text().replace("&", "") == text.replace("&", ""))
    action.trigger()
    within.close()


def box(panel):
    return next(each for each in panel.findChildren(QMessageBox) if each.isVisible())


def press(where, text):
    next(b for b in where.findChildren(QPushButton) if b.text().replace("&", "") == text).click()


# ------------------------------------------------------------------------------------------------ what is shown


def test_empty_says_what_will_be_here_and_for_how_long(panel):
    panel.show_keeping("Texts are listed here for 30 days.")
    assert "Nothing dictated yet. Texts are listed here for 30 days." in words(panel)
    assert not panel.findChild(QLineEdit).isVisible(), "there is nothing to search"


def test_newest_first_with_time_mark_text_and_note(panel, qtbot):
    panel.show_items((item(2, "second", Mark.COPIED, "Press Ctrl+V where you want it."), item(1, "first")), 0)
    settle(qtbot, panel)
    top, below = cards(panel)
    assert words(top)[1:] == ["Copied", "second", "Press Ctrl+V where you want it."]
    assert words(below)[1:] == ["Inserted", "first"]
    assert "Copied: second" in top.accessibleName()


def test_days_have_names_and_each_entry_stands_under_its_own(panel, qtbot):
    old = NOW - timedelta(days=400)
    items = (item(3), item(2), replace(item(1), time=NOW - timedelta(days=1)), replace(item(0), time=old))
    panel.show_items(items, 0)
    settle(qtbot, panel)
    headings = [each for each in words(panel) if each in ("Today", "Yesterday") or str(old.year) in each]
    assert headings[:2] == ["Today", "Yesterday"]
    assert len(headings) == 3
    panel.show_items((items[0], items[2], items[1]), 0)
    settle(qtbot, panel)
    assert [each for each in words(panel) if each in ("Today", "Yesterday")].count("Today") == 2


def test_the_names_of_days():
    today = QDate(2026, 3, 1)
    assert [day_name(today.addDays(-n), today) for n in (0, 1)] == ["Today", "Yesterday"]
    assert "2026" in day_name(today.addDays(-2), today)
    assert "2026" in day_name(today.addDays(1), today), "a clock that was wrong"


def test_what_stays_keeps_its_card_and_the_focus(panel, qtbot):
    panel.show_items((item(2), item(1)), 0)
    settle(qtbot, panel)
    kept = cards(panel)[1]
    kept.copy.setFocus()
    panel.show_items((item(3), replace(item(1), mark=Mark.LATE)), 0)
    settle(qtbot, panel)
    assert [card.item.id for card in cards(panel)] == ["3", "1"]
    assert cards(panel)[1] is kept
    assert kept.copy.hasFocus()
    assert "Came late" in words(kept)


def test_what_is_not_transcribed_looks_different_and_offers_what_there_is_to_do(panel, qtbot):
    panel.show_items((LOST, item(1)), 0)
    settle(qtbot, panel)
    lost, fine = cards(panel)
    assert "Not transcribed" in words(lost)
    assert lost.retry.isVisible() and not lost.copy.isVisible()
    assert not fine.retry.isVisible() and fine.copy.isVisible()
    pictures = [
        bytes(each.grab(each.rect().adjusted(0, 0, -each.width() + 3, 0)).toImage().constBits())
        for each in cards(panel)
    ]
    assert pictures[0][: len(pictures[1])] != pictures[1], "its edge"


def test_that_not_all_was_answered_is_said(panel, qtbot):
    panel.show_items((item(1, mark=Mark.UNCONFIRMED, incomplete=True, recorded=True), item(0)), 0)
    settle(qtbot, panel)
    assert INCOMPLETE in words(cards(panel)[0])
    assert INCOMPLETE in cards(panel)[0].accessibleName()
    assert cards(panel)[0].retry.isVisible()
    assert INCOMPLETE not in words(cards(panel)[1])


def test_transcribing_shows_how_far_it_is_and_can_be_stopped(panel, qtbot):
    panel.show_items((replace(LOST, progress=0.4),), 0)
    settle(qtbot, panel)
    (card,) = cards(panel)
    assert card._bar.value() == 40
    assert not card.retry.isVisible()
    with qtbot.waitSignal(panel.cancel_requested) as stopped:
        QTest.mouseClick(card.cancel, LEFT)
    assert stopped.args == ["9"]
    panel.show_items((replace(LOST, problem="Soniox could not be reached."),), 0)
    assert "Soniox could not be reached." in words(card)
    assert card.retry.isVisible() and not card.cancel.isVisible()


def test_earlier_texts_are_folded_away_and_can_be_copied(panel, qtbot):
    two = (EarlierText("the first", "Inserted, Soniox"), EarlierText("the second", "Came late"))
    panel.show_items((item(1, "the third", earlier=two),), 0)
    settle(qtbot, panel)
    (card,) = cards(panel)
    assert not any("the first" in each for each in words(card))
    QTest.mouseClick(card.show_earlier, LEFT)
    assert any("Inserted, Soniox:\nthe first" in each for each in words(card))
    with qtbot.waitSignal(panel.copy_requested) as asked:
        choose(menu(panel, card.more), "Copy the earlier text (Inserted, Soniox)")
    assert asked.args == ["the first"]


def test_the_full_text_is_on_the_card(panel, qtbot):
    panel.show_items((item(2, "W" * 400), item(1, "many words " * 200, note="a note " * 50)), 0)
    settle(qtbot, panel)
    for card in cards(panel):
        for label in card.findChildren(QLabel):
            if label.isVisible():
                assert label.height() >= label.heightForWidth(label.width())
    list_of = view(panel)
    assert list_of.widget().width() <= list_of.viewport().width(), "a long word must not widen the page"


def test_markup_is_shown_as_it_was_said(panel):
    panel.show_items((item(1, "<b>bold</b>", note="<i>x</i>", problem="<u>y</u>"),), 0)
    for each in cards(panel)[0].findChildren(QLabel):
        if each.text().startswith("<"):
            assert each.textFormat() == Qt.TextFormat.PlainText


def test_a_warning_stands_above_the_list_while_there_is_one(panel):
    panel.show_warning("The history cannot be kept on the disk.")
    assert "The history cannot be kept on the disk." in words(panel)
    panel.show_warning("")
    assert "The history cannot be kept on the disk." not in words(panel)


# ------------------------------------------------------------------------------------------------ what can be done


def test_copy_asks_for_the_whole_text_and_confirms_only_what_happened(panel, qtbot):
    text = "many words " * 200
    panel.show_items((item(1, text),), 0)
    button = cards(panel)[0].copy
    with qtbot.waitSignal(panel.copy_requested) as asked:
        qtbot.mouseClick(button, LEFT)
    assert asked.args == [text]
    assert button.text() == "Copy"
    panel.confirm_copy()
    assert button.text() == "Copied"
    qtbot.waitUntil(lambda: button.text() == "Copy")


def test_the_confirmation_for_a_card_that_is_gone_goes_nowhere(panel, qtbot):
    panel.show_items((item(1),), 0)
    qtbot.mouseClick(cards(panel)[0].copy, LEFT)
    panel.show_items((), 0)
    QApplication.processEvents()
    panel.confirm_copy()


def test_transcribe_offers_every_recogniser(panel, qtbot):
    panel.show_items((LOST,), 0)
    opened = menu(panel, cards(panel)[0].retry)
    assert [each.text() for each in opened.actions()] == ["On this computer", "Service && Sons"]
    with qtbot.waitSignal(panel.retry_requested) as chosen:
        choose(opened, "Service & Sons")
    assert chosen.args == ["9", "cloud"]


def test_a_good_text_can_be_transcribed_again_too_as_long_as_there_is_its_sound(panel, qtbot):
    panel.show_items((item(2, recorded=True), item(1)), 0)
    opened = menu(panel, cards(panel)[0].more)
    again = next(each.menu() for each in opened.actions() if each.menu())
    with qtbot.waitSignal(panel.retry_requested) as chosen:
        choose(again, "On this computer")
    assert chosen.args == ["2", "local"]
    opened.close()
    opened = menu(panel, cards(panel)[1].more)
    assert [each.text() for each in opened.actions()] == ["&Delete…"]
    opened.close()


def test_deleting_asks_first(panel, qtbot):
    panel.show_items((LOST, item(2, recorded=True), item(1)), 0)
    said = []
    for card in cards(panel):
        choose(menu(panel, card.more), "Delete…")
        said.append(box(panel).text())
        press(box(panel), "Cancel")
        qtbot.waitUntil(lambda: not any(each.isVisible() for each in panel.findChildren(QMessageBox)))
    assert [("recording" in each, "no text yet" in each) for each in said] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    choose(menu(panel, cards(panel)[1].more), "Delete…")
    with qtbot.waitSignal(panel.delete_requested) as deleted:
        press(box(panel), "Delete")
    assert deleted.args == ["2"]


def test_saving_asks_where(panel, qtbot, tmp_path):
    panel.show_items((LOST,), 0)
    choose(menu(panel, cards(panel)[0].more), "Save the recording…")
    dialog = next(each for each in panel.findChildren(QFileDialog) if each.isVisible())
    assert dialog.selectedFiles()[0].endswith(f"dictation-{LOST.time:%Y-%m-%d-%H%M%S}.wav")
    with qtbot.waitSignal(panel.save_requested) as saved:
        dialog.fileSelected.emit(str(tmp_path / "x.wav"))
        dialog.reject()
    assert (saved.args[0], Path(saved.args[1])) == ("9", tmp_path / "x.wav")


def test_searching_waits_until_nothing_is_typed_and_says_when_nothing_is_found(panel, qtbot):
    panel.show_items((item(1),), 0)
    QApplication.processEvents()
    field = panel.findChild(QLineEdit)
    qtbot.keyClick(panel, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert field.hasFocus()
    asked = []
    panel.search_requested.connect(asked.append)
    with qtbot.waitSignal(panel.search_requested):
        qtbot.keyClicks(field, "xyz")
    assert asked == ["xyz"]
    panel.show_items((), 0)
    assert "No text has “xyz” in it." in words(panel)
    assert field.isVisible()
    field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["xyz", ""]


def test_earlier_texts_are_shown_on_demand(panel, qtbot):
    panel.show_items((item(1),), 40)
    QApplication.processEvents()
    more = next(each for each in panel.findChildren(QPushButton) if "Show earlier texts" in each.text())
    assert "40" in more.text()
    with qtbot.waitSignal(panel.earlier_requested):
        QTest.mouseClick(more, LEFT)
    panel.show_items((item(1), item(0)), 0)
    assert not more.isVisible()


def test_tab_goes_down_the_page_and_every_stop_says_what_it_is(panel, qtbot):
    panel.show_items((LOST, item(2, earlier=(EarlierText("x", "Inserted"),)), item(1)), 1)
    settle(qtbot, panel)
    lost, middle, last = cards(panel)
    expected = [lost.more, lost.retry, middle.copy, middle.more, middle.show_earlier, last.copy, last.more]
    lost.more.setFocus()
    seen = [lost.more]
    while len(seen) < len(expected):
        qtbot.keyClick(panel.window().focusWidget(), Qt.Key.Key_Tab)
        seen.append(panel.window().focusWidget())
    assert seen == expected
    assert all(each.accessibleName() for each in seen)
    assert len({each.accessibleName() for each in seen}) == len(seen)
    assert isinstance(seen[2], CopyButton)


def test_by_keyboard_alone(panel, qtbot):
    panel.show_items((LOST,), 0)
    settle(qtbot, panel)
    cards(panel)[0].retry.setFocus()
    qtbot.keyClick(cards(panel)[0].retry, Qt.Key.Key_Space)
    opened = next(each for each in panel.findChildren(QMenu) if each.isVisible())
    qtbot.keyClick(opened, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.retry_requested) as chosen:
        qtbot.keyClick(opened, Qt.Key.Key_Return)
    assert chosen.args == ["9", "local"]


def test_marks_follow_the_theme(panel, qtbot):
    from app.ui.theme import DARK, LIGHT, palette_of

    panel.show_items((LOST,), 0)
    panel.show_warning("Look.")
    settle(qtbot, panel)
    pictures = []
    for colours in (LIGHT, DARK):
        panel.setPalette(palette_of(colours))
        QApplication.processEvents()
        pictures.append(bytes(panel.grab().toImage().constBits()))
    assert pictures[0] != pictures[1]
