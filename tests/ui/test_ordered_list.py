"""What comes after the first choice, as a list in the settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPushButton

from app.settings import Settings
from app.ui.ordered_list import OrderedList
from app.ui.settings_dialog import SettingsDialog
from app.ui.status import Choice
from rig.example_providers import ALL

CHOICES = (Choice("local", "This computer"), Choice("a", "Service A", "A service."), Choice("b", "Service B"))


@pytest.fixture
def make(qtbot):
    def made(*chain, first=""):
        widget = OrderedList("Takes over", CHOICES, chain)
        qtbot.addWidget(widget)
        widget.show_first(first)
        widget.show()
        widget.log = []
        widget.changed.connect(lambda: widget.log.append(widget.chain))
        return widget

    return made


def take_over(dialog):
    (found,) = (each for each in dialog.findChildren(OrderedList) if each.focusProxy().accessibleName() == "Takes over")
    return found


def shown(widget):
    rows = widget.findChild(QListWidget)
    return [rows.item(row).text() for row in range(rows.count()) if not rows.item(row).isHidden()]


def select(widget, name):
    rows = widget.findChild(QListWidget)
    (item,) = rows.findItems(name, Qt.MatchFlag.MatchExactly)
    rows.setCurrentItem(item)


def button(widget, text):
    (found,) = (each for each in widget.findChildren(QPushButton) if each.text() == text)
    return found


def press(widget, text):
    assert button(widget, text).isEnabled(), text
    button(widget, text).click()


def offered(widget):
    menu = button(widget, "Add").menu()
    menu.aboutToShow.emit()
    return {each.text(): each for each in menu.actions()}


def test_the_list_is_what_is_set(make):
    widget = make("b", "local", "b")
    assert shown(widget) == ["Service B", "This computer"]
    assert widget.chain == ("b", "local")
    assert widget.log == []


def test_whoever_is_chosen_is_not_shown_and_keeps_its_place(make):
    widget = make("a", "b", "local", first="b")
    assert shown(widget) == ["Service A", "This computer"]
    widget.show_first("a")
    assert shown(widget) == ["Service B", "This computer"]
    assert widget.chain == ("a", "b", "local")


def test_one_is_added_from_those_that_are_not_there(make):
    widget = make("local", first="a")
    choices = offered(widget)
    assert list(choices) == ["Service B"]
    choices["Service B"].trigger()
    assert widget.log == [("local", "b")]
    assert not button(widget, "Add").isEnabled(), "nobody is left"


def test_one_is_taken_out(make):
    widget = make("a", "local")
    assert not button(widget, "Remove").isEnabled(), "nothing is selected"
    select(widget, "Service A")
    press(widget, "Remove")
    press(widget, "Remove")
    assert widget.log == [("local",), ()]
    assert not button(widget, "Remove").isEnabled()


def test_the_order_is_changed_over_what_is_hidden(make):
    widget = make("a", "b", "local", first="b")
    select(widget, "This computer")
    assert not button(widget, "Down").isEnabled()
    press(widget, "Up")
    assert shown(widget) == ["This computer", "Service A"]
    assert widget.chain == ("local", "a", "b")
    assert not button(widget, "Up").isEnabled()
    press(widget, "Down")
    assert shown(widget) == ["Service A", "This computer"]
    assert len(widget.log) == 2


def test_who_is_unknown_is_kept(make):
    widget = make("newer", "local")
    assert shown(widget) == ["newer (not available)", "This computer"]
    assert widget.chain == ("newer", "local")


def test_in_the_dialog_it_is_part_of_the_settings(qtbot):
    dialog = SettingsDialog(Settings(provider="service", failover=("local",)), ALL, ())
    qtbot.addWidget(dialog)
    edited = []
    dialog.edited.connect(edited.append)
    dialog.show()
    dialog.show_field("failover")
    widget = take_over(dialog)
    assert dialog.settings.failover == ("local",)
    offered(widget)["Other Speech"].trigger()
    assert dialog.settings.failover == ("local", "other")
    assert edited[-1] == dialog.settings
    dialog.show_not_taking_over(("Other Speech cannot take over: it is out.",))
    notes = [label.text() for label in dialog.findChildren(type(dialog._recogniser.fields["failover"]._note))]
    assert any(note.endswith("it is out.") and note.startswith("When the recogniser above") for note in notes)


def test_another_choice_above_changes_who_is_shown(qtbot):
    dialog = SettingsDialog(Settings(provider="service", failover=("other", "local")), ALL, ())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_field("provider")
    widget = take_over(dialog)
    assert shown(widget) == ["Other Speech", ALL[0].name]
    box = dialog._recogniser._provider
    box.setCurrentText("Other Speech")
    box.activated.emit(box.currentIndex())
    assert shown(widget) == [ALL[0].name]
    assert dialog.settings.failover == ("other", "local")


def test_what_can_be_chosen_may_be_known_later_and_what_is_gone_is_said(make):
    widget = make("local", "c")
    assert shown(widget) == ["This computer", "c (not available)"]
    widget.show_choices((Choice("c", "Service C"),))
    assert shown(widget) == ["local (not available)", "Service C"]
    assert widget.chain == ("local", "c")
