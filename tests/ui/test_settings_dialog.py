"""The form gives back what it was given and what the user changed, and choosing a key lets no key through."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QMessageBox, QPushButton

from app.hotkey.means import Means
from app.settings import Asking, Capitals, Delivery, Mode, ProviderChoice, Settings, Spacing, Theme
from app.ui.choice_box import ChoiceBox
from app.ui.level_meter import LevelMeter
from app.ui.settings_dialog import SettingsDialog
from app.ui.status import Choice, Level
from rig.example_providers import ALL, LOCAL, SERVICE

MICROPHONES = (Choice("USB", "USB"), Choice("Built-in", "Built-in"))
CHANGED = Settings(
    provider="service",
    microphone="USB",
    hotkey="F9",
    hotkey_backend=Means.COMMAND,
    mode=Mode.TAP_TO_LOCK,
    hands_free_key="Ctrl+Alt+Space",
    cancel_key="",
    cancel_twice=False,
    insert_again_key="F10",
    delivery=Delivery.COPY,
    spacing=Spacing.AFTER,
    capitals=Capitals.KEEP,
    ask_programs=Asking.OFF,
    theme=Theme.DARK,
    longest_hold_s=600,
    language="de",
    vocabulary=("Holdfast", "Ada Lovelace"),
    keep_connection_s=30,
    keep_texts_days=7,
    record=False,
    keep_audio_days=3,
    providers={
        "service": ProviderChoice(
            "wss://example.net",
            {"region": "eu", "numerals": False, "delay": 600, "threshold": 0.7, "from the future": 1},
        ),
        "not in this version": ProviderChoice("wss://example.net", {"a": "b"}),
    },
)


@pytest.fixture
def open_dialog(qtbot):
    def make(settings=None):
        made = SettingsDialog(settings or Settings(), ALL, MICROPHONES)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    return make


def button(dialog, text):
    return next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == text)


def words(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def boxes(dialog):
    """By accessible name."""
    return {box.accessibleName(): box for box in dialog.findChildren(ChoiceBox)}


@pytest.mark.parametrize("settings", [Settings(), CHANGED], ids=["defaults", "all changed"])
def test_what_goes_in_comes_out(open_dialog, settings):
    assert open_dialog(settings).settings == settings


def test_what_is_kept_is_explained_and_deleting_it_asks_first(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_field("keep_texts_days")
    box = dialog.focusWidget()
    assert "30 days" in box.text()
    assert any("not encrypted" in each for each in words(dialog))
    box.setValue(1)
    assert box.text() == "1 day"
    box.setValue(0)
    assert box.text() == "Not on disk"
    assert any("deleted from the disk" in each for each in words(dialog))
    assert dialog.settings.keep_texts_days == 0
    switch = next(each for each in dialog.findChildren(QCheckBox) if each.isVisible())
    switch.setChecked(False)
    assert any("never written to disk" in each for each in words(dialog))
    asked = []
    dialog.clear_requested.connect(lambda: asked.append(True))
    for answer in ("Cancel", "Delete all"):
        button(dialog, "Delete all…").click()
        question = next(each for each in dialog.findChildren(QMessageBox) if each.isVisible())
        button(question, answer).click()
        qtbot.waitUntil(lambda: not any(each.isVisible() for each in dialog.findChildren(QMessageBox)))
    assert asked == [True]
    assert not button(dialog, "Delete all…").isEnabled()
    dialog.show_cleared("The history is empty.")
    assert "The history is empty." in words(dialog)
    assert button(dialog, "Delete all…").isEnabled()


def test_ok_submits_what_was_chosen_and_stays_until_answered(open_dialog, qtbot):
    dialog = open_dialog()
    for name, presses in {"Recogniser": 1, "Microphone": 1, "Mode": 1, "Text": 2, "Theme": 2}.items():
        for _ in range(presses):
            qtbot.keyClick(boxes(dialog)[name], Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.submitted) as given:
        button(dialog, "OK").click()
    assert given.args == [Settings("service", "USB", mode=Mode.TAP_TO_LOCK, delivery=Delivery.COPY, theme=Theme.DARK)]
    assert dialog.isVisible()
    dialog.accept()
    assert not dialog.isVisible()


def test_cancel_submits_nothing(open_dialog, qtbot):
    dialog = open_dialog()
    with qtbot.assertNotEmitted(dialog.submitted), qtbot.waitSignal(dialog.rejected):
        button(dialog, "Cancel").click()


@pytest.mark.parametrize(
    "field",
    [
        "provider",
        "microphone",
        "hotkey",
        "mode",
        "hands_free_key",
        "cancel_key",
        "insert_again_key",
        "delivery",
        "theme",
        "language",
        "endpoint",
        "keep_connection_s",
        "vocabulary",
        "options.delay",
        "options.numerals",
    ],
)
def test_an_answer_to_ok_is_beside_its_field_and_the_focus_goes_there(open_dialog, field):
    dialog = open_dialog(CHANGED)
    dialog.submitted.connect(lambda _: dialog.show_error(field, "That will not do."))
    button(dialog, "OK").click()
    assert "That will not do." in words(dialog)
    assert dialog.isVisible()
    focused = dialog.focusWidget()
    assert dialog._page_of(field).field(field).isAncestorOf(focused)
    assert focused.isVisible()
    dialog.submitted.disconnect()
    button(dialog, "OK").click()
    assert "That will not do." not in words(dialog), "a new try begins without old errors"


def test_an_error_that_comes_by_itself_takes_nobody_out_of_a_field(open_dialog):
    dialog = open_dialog()
    boxes(dialog)["Theme"].setFocus()
    dialog.show_error("microphone", "It vanished.")
    assert dialog.focusWidget() is boxes(dialog)["Theme"]
    assert "It vanished." in words(dialog)


def test_the_note_follows_the_choice(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_field("provider")
    assert LOCAL.description in words(dialog)
    qtbot.keyClick(boxes(dialog)["Recogniser"], Qt.Key.Key_Down)
    assert SERVICE.description in words(dialog)
    assert LOCAL.description not in words(dialog)


# ------------------------------------------------------------------------------------------- microphone


def test_the_microphone_is_previewed_while_the_form_is_there(qtbot):
    dialog = SettingsDialog(Settings(), ALL, MICROPHONES)
    qtbot.addWidget(dialog)
    wanted = []
    dialog.microphone_previewed.connect(wanted.append)
    dialog.preview_ended.connect(lambda: wanted.append("ended"))
    dialog.show()
    qtbot.keyClick(boxes(dialog)["Microphone"], Qt.Key.Key_Down)
    qtbot.keyClick(boxes(dialog)["Microphone"], Qt.Key.Key_Up)
    dialog.reject()
    assert wanted == [None, "USB", None, "ended"]


def test_the_level_is_shown_and_clipping_of_another_microphone_is_forgotten(open_dialog, qtbot):
    dialog = open_dialog()
    meter = dialog.findChild(LevelMeter)
    dialog.show_level(Level(0, -3))
    assert meter.clipped
    qtbot.keyClick(boxes(dialog)["Microphone"], Qt.Key.Key_Down)
    assert not meter.clipped


def test_an_unplugged_microphone_stays_chosen(open_dialog):
    dialog = open_dialog(replace(Settings(), microphone="Headset"))
    box = boxes(dialog)["Microphone"]
    assert box.currentText() == "Headset (not available)"
    dialog.show_microphones((*MICROPHONES, Choice("Headset", "Headset")))
    assert box.currentText() == "Headset"
    assert dialog.settings.microphone == "Headset"


# ------------------------------------------------------------------------------------------- the hotkey


@pytest.fixture
def capturing(open_dialog):
    dialog = open_dialog()
    dialog.show_usual_key("Right Ctrl")
    dialog.log = []
    dialog.capture_started.connect(lambda field: dialog.log.append(f"started {field}"))
    dialog.capture_ended.connect(lambda: dialog.log.append("ended"))
    dialog.show_field("hotkey")
    button(dialog, "Change…").click()
    return dialog


def capture(dialog, field):
    """Begin to choose the key for that field."""
    dialog.show_field(field)
    dialog.focusWidget().click()


def press(dialog, key, text=""):
    QTest.keyPress(dialog.focusWidget(), key)


def release(dialog, key):
    QTest.keyRelease(dialog.focusWidget(), key)


def test_the_pressed_key_is_shown_with_its_warning(capturing):
    assert capturing.log == ["started hotkey"]
    capturing.show_captured("A", "A types a letter.")
    assert capturing.log == ["started hotkey", "ended"]
    assert {"A", "A types a letter."} <= set(words(capturing))
    assert capturing.settings.hotkey == "A"


def test_only_the_first_key_counts(capturing):
    capturing.show_captured("A")
    capturing.show_captured("B")
    assert capturing.settings.hotkey == "A"
    assert capturing.log == ["started hotkey", "ended"]


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_C], ids=str
)
def test_the_chosen_key_does_nothing_else(capturing, qtbot, key):
    with qtbot.assertNotEmitted(capturing.submitted):
        press(capturing, key)
        capturing.show_captured("It")
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress) * 3:
            repeat = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", True)
            QApplication.sendEvent(capturing.focusWidget(), repeat)
        release(capturing, key)
    assert capturing.isVisible()
    assert capturing.log == ["started hotkey", "ended"]
    assert capturing.settings.hotkey == "It"
    assert capturing.focusWidget() is button(capturing, "Change…")


def test_esc_keeps_the_old_key_and_the_dialog(capturing):
    press(capturing, Qt.Key.Key_Escape)
    release(capturing, Qt.Key.Key_Escape)
    assert capturing.isVisible()
    assert capturing.log == ["started hotkey", "ended"]
    assert capturing.settings.hotkey is None


def test_the_button_keeps_the_old_key(capturing, qtbot):
    qtbot.mouseClick(button(capturing, "Keep Right Ctrl"), Qt.MouseButton.LeftButton)
    assert capturing.log == ["started hotkey", "ended"]
    assert capturing.settings.hotkey is None
    assert button(capturing, "Change…").isVisible()


def test_going_elsewhere_ends_the_choosing(capturing):
    boxes(capturing)["Mode"].setFocus()
    assert capturing.log == ["started hotkey", "ended"]
    capturing.show_captured("A")
    assert capturing.settings.hotkey is None


def test_closing_ends_the_choosing(capturing):
    capturing.reject()
    assert capturing.log == ["started hotkey", "ended"]


def test_a_refused_key_is_said_beside_the_field_and_the_old_one_stays(capturing):
    capturing.show_error("hotkey", "This desktop does not report keys.")
    assert capturing.log == ["started hotkey", "ended"]
    assert "This desktop does not report keys." in words(capturing)
    assert capturing.settings.hotkey is None


def test_the_usual_key_is_shown_until_another_one_is_chosen(capturing):
    capturing._hotkeys.end_capture()
    assert "Right Ctrl" in words(capturing)
    capture(capturing, "hotkey")
    capturing.show_captured("F9")
    assert "Right Ctrl" not in words(capturing)
    assert capturing.settings == Settings(hotkey="F9")


def test_esc_cancels_the_choosing_except_where_it_is_a_choice(open_dialog):
    dialog = open_dialog(Settings(cancel_key=""))
    capture(dialog, "hands_free_key")
    dialog.show_captured("Esc")
    press(dialog, Qt.Key.Key_Escape)
    release(dialog, Qt.Key.Key_Escape)
    assert dialog.settings == Settings(cancel_key="")
    capture(dialog, "cancel_key")
    press(dialog, Qt.Key.Key_Escape)
    dialog.show_captured("Esc")
    release(dialog, Qt.Key.Key_Escape)
    assert dialog.settings == Settings()
    assert dialog.isVisible()


def test_a_key_that_another_field_has_is_refused_naming_that_one(capturing):
    capturing.show_captured("F9")
    capture(capturing, "insert_again_key")
    capturing.show_captured("F9", "F9 types a code.")
    assert "F9 is the key for talking already. Choose another one." in words(capturing)
    capture(capturing, "insert_again_key")
    capturing.show_captured("F10", "F10 opens a menu.")
    assert "F9 is the key for talking already. Choose another one." not in words(capturing)
    assert "F10 opens a menu." in words(capturing)


def test_a_key_that_may_be_missing_can_be_removed(open_dialog):
    dialog = open_dialog(CHANGED)
    dialog.show_field("insert_again_key")
    removes = [each for each in dialog.findChildren(QPushButton) if each.text() == "Remove" and each.isVisible()]
    assert len(removes) == 2, "for hands-free and for inserting again; there is no cancel key, and talking needs one"
    for each in removes:
        each.click()
    assert dialog.settings == replace(CHANGED, hands_free_key="", insert_again_key="")
    assert words(dialog).count("None") == 3


def test_a_desktop_that_gives_keys_itself_is_asked(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_desktop_keys({"hotkey": "Meta+F9"})
    dialog.show_field("hotkey")
    assert "Meta+F9" in words(dialog)
    assert words(dialog).count("None") == 3
    with qtbot.waitSignal(dialog.desktop_keys_requested), qtbot.assertNotEmitted(dialog.capture_started):
        dialog.focusWidget().click()
    assert dialog.settings == Settings(), "what the desktop says is no setting of ours"


def test_what_the_keys_are_heard_through_is_shown_and_can_be_changed(open_dialog):
    dialog = open_dialog()
    dialog.show_hotkey_way("the GNOME desktop")
    page = dialog._hotkeys
    field = page.fields["hotkey_backend"]
    notes = lambda: " ".join(label.text() for label in field.findChildren(QLabel))  # noqa: E731
    assert "Now: the GNOME desktop." in notes()
    page._way.choose(Means.EVDEV.value)
    assert "All your programs can read what you type then." in notes()
    assert page.applied_to(Settings()).hotkey_backend is Means.EVDEV
    dialog.show_error("hotkey_backend", "There is no keyboard.")
    assert "There is no keyboard." in notes()
    page._way.choose(Means.AUTOMATIC.value)
    assert "There is no keyboard." not in notes() and "Now: the GNOME desktop." in notes()


def test_what_there_is_to_know_about_a_key_is_beside_it(open_dialog):
    dialog = open_dialog(CHANGED)
    dialog.show_field("hotkey")
    dialog.show_key_note("hotkey", "Another program has F9 already, so it gets it, too.")
    assert "Another program has F9 already, so it gets it, too." in words(dialog)
