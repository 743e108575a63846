"""The page with the rules for programs: what goes in comes out, and what the user does is kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.settings import FocusChanged, Manner, Settings
from app.ui.programs_page import NO_FRONT, ProgramsPage
from app.ui.status import Choice

RULES = {"xterm": Manner.CTRL_SHIFT_V, "KeePassXC": Manner.AUTOMATIC}


@pytest.fixture
def page(qtbot):
    def make(settings=None):
        made = ProgramsPage(settings or Settings())
        qtbot.addWidget(made)
        made.show()
        return made

    return make


def button(page, text):
    return next(each for each in page.findChildren(QPushButton) if each.text() == text)


def actions(page):
    menu = button(page, "Add").menu()
    menu.aboutToShow.emit()
    return {each.text(): each for each in menu.actions() if each.text()}


@pytest.mark.parametrize("settings", [Settings(), Settings(programs=RULES, focus_changed=FocusChanged.HOLD)])
def test_what_goes_in_comes_out(page, settings):
    assert page(settings).applied_to(Settings()) == settings


def test_open_programs_are_offered_and_get_a_rule_once(page):
    shown = page()
    shown.programs_wanted.connect(lambda: shown.show_programs((Choice("xterm", "a & b"), Choice("gedit", "Text"))))
    actions(shown)["a && b (xterm)"].trigger()
    actions(shown)["Text (gedit)"].trigger()
    actions(shown)["a && b (xterm)"].trigger()
    assert shown.applied_to(Settings()).programs == {"xterm": Manner.COPY, "gedit": Manner.COPY}


def test_a_manner_is_chosen_and_a_rule_removed(page, qtbot):
    shown = page(Settings(programs=RULES))
    table = shown._rules._table
    table.cellWidget(0, 1).choose("type")
    table.selectRow(1)
    qtbot.mouseClick(button(shown, "Remove"), Qt.MouseButton.LeftButton)
    assert shown.applied_to(Settings()).programs == {"xterm": Manner.TYPE}
    table.selectRow(0)
    qtbot.keyClick(shown._rules, Qt.Key.Key_Delete)
    assert shown.applied_to(Settings()).programs == {}
    assert not button(shown, "Remove").isEnabled()


def test_a_program_is_named_by_hand_and_without_a_name_there_is_no_rule(page):
    shown = page()
    actions(shown)["By its name…"].trigger()
    assert shown.applied_to(Settings()).programs == {}
    shown._rules._table.item(0, 0).setText(" emacs ")
    assert shown.applied_to(Settings()).programs == {"emacs": Manner.COPY}


def test_the_window_in_front_is_asked_for_when_the_seconds_are_over(page, qtbot):
    shown = page()
    shown.show_programs((Choice("xterm", "xterm"),))
    actions(shown)["The window in front in 3 seconds"].trigger()
    counting = button(shown, "Go to the window: 3…")
    assert not counting.isEnabled()
    shown._rules._clock.setInterval(1)
    with qtbot.waitSignal(shown.front_wanted):
        pass
    assert (counting.text(), counting.isEnabled()) == ("Add", True)
    shown.show_front("")
    assert shown.fields["programs"].error == NO_FRONT
    shown.show_front("xterm")
    assert (shown.fields["programs"].error, shown.applied_to(Settings()).programs) == ("", {"xterm": Manner.COPY})
