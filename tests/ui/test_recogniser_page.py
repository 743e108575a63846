"""The pages about recognisers: drawn from the catalogue's data, and no key ever comes back out of its field."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from app.settings import ProviderChoice, Settings
from app.ui.choice_box import ChoiceBox
from app.ui.languages import language_choices, language_name
from app.ui.option_editor import editor_for, note_on
from app.ui.recogniser_page import NOT_YET
from app.ui.settings_dialog import SettingsDialog
from app.ui.status import KeyState
from providers.catalogue import PROVIDERS
from providers.info import Option
from rig.example_providers import ALL, OTHER, SERVICE

CHOSEN = Settings(provider="service")
KEPT = KeyState("A key is in the key store.", there=True, ours=True)
NOWHERE = KeyState("There is no key store.", storable=False)
KEY = "correct-horse-battery-staple"


@pytest.fixture
def open_dialog(qtbot):
    def make(settings=CHOSEN):
        made = SettingsDialog(settings, ALL, ())
        made.log = []
        for name in ("key_wanted", "key_saved", "key_tested", "key_deleted", "submitted", "page_requested"):
            getattr(made, name).connect(lambda *what, name=name: made.log.append((name, *what)))
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(made.isActiveWindow)
        made.show_field("provider")
        return made

    return make


def words(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def visible(dialog, kind, name):
    """The one widget of that kind and accessible name that is seen."""
    (found,) = (each for each in dialog.findChildren(kind) if each.accessibleName() == name and each.isVisible())
    return found


def choose(dialog, qtbot, box, text):
    widget = visible(dialog, ChoiceBox, box)
    widget.setCurrentText(text)
    widget.activated.emit(widget.currentIndex())


def button(dialog, text):
    (found,) = (b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == text and b.isVisible())
    return found


def said(dialog, field):
    return dialog._page_of(field).field(field).error


# ------------------------------------------------------------------------------------------- the catalogue as a form


@pytest.mark.parametrize("option", SERVICE.options, ids=lambda option: option.name)
def test_every_kind_of_option_has_an_editor_that_begins_with_its_default(qtbot, option):
    editor = editor_for(option)
    qtbot.addWidget(editor)
    assert editor.value == option.default
    option.check(editor.value)


def test_a_number_cannot_leave_its_range_and_says_which_it_is(qtbot):
    option = Option("delay", "Delay", "number", 2000, "How long.", least=500, most=3000)
    editor = editor_for(option)
    qtbot.addWidget(editor)
    assert note_on(option) == "How long. From 500 to 3,000."
    for wrong, right in ((10, 500), (99_999, 3000)):
        editor.show_value(wrong)
        assert editor.value == right
        option.check(editor.value)


def test_an_unbounded_number_takes_any_and_says_nothing_about_a_range(qtbot):
    option = Option("rate", "Rate", "number", 1, "How fast.")
    editor = editor_for(option)
    qtbot.addWidget(editor)
    editor.show_value(-700_000)
    assert editor.value == -700_000
    assert note_on(option) == "How fast."


@pytest.mark.parametrize("info", PROVIDERS, ids=lambda info: info.id)
def test_every_provider_there_is_can_be_shown_and_gives_back_its_defaults(qtbot, info):
    dialog = SettingsDialog(Settings(provider=info.id), PROVIDERS, ())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_field("provider")
    assert info.description in words(dialog)
    assert dialog.settings == Settings(provider=info.id)


def test_what_has_its_default_is_not_kept_and_what_a_newer_version_wrote_is(open_dialog, qtbot):
    choice = ProviderChoice(None, {"region": "eu", "from the future": 3})
    dialog = open_dialog(CHOSEN.with_choice("service", choice))
    choose(dialog, qtbot, "Region", "us")
    assert dialog.settings.choice("service") == ProviderChoice(None, {"from the future": 3})


@pytest.mark.parametrize("value", [5000, "long", True])
def test_a_value_in_the_file_that_will_not_do_is_named_and_the_default_shown(open_dialog, value):
    dialog = open_dialog(CHOSEN.with_choice("service", ProviderChoice(None, {"delay": value})))
    assert f"{value!r} will not do" in said(dialog, "options.delay")
    assert "from 500 up to 3000" in said(dialog, "options.delay")
    assert dialog.settings.choice("service") == ProviderChoice()


def test_what_was_typed_for_one_provider_stays_while_another_is_looked_at(open_dialog, qtbot):
    dialog = open_dialog()
    qtbot.keyClicks(visible(dialog, QLineEdit, "Endpoint"), "wss://mine")
    choose(dialog, qtbot, "Recogniser", "Other Speech")
    assert visible(dialog, QLineEdit, "Endpoint").text() == ""
    choose(dialog, qtbot, "Recogniser", "On this computer (basic)")
    assert not [each for each in dialog.findChildren(QLineEdit) if each.isVisible() and each.accessibleName()]
    choose(dialog, qtbot, "Recogniser", "Example Speech")
    assert visible(dialog, QLineEdit, "Endpoint").text() == "wss://mine"
    assert dialog.settings.providers == {"service": ProviderChoice("wss://mine")}


def test_what_keeping_a_connection_costs_is_said(open_dialog):
    assert any(SERVICE.idle_cost in each for each in words(open_dialog()))


def test_keeping_a_connection_is_not_offered_where_it_has_no_effect(open_dialog, qtbot):
    dialog = open_dialog(replace(CHOSEN, keep_connection_s=30))
    seconds = visible(dialog, QAbstractSpinBox, "Keep connection")
    assert seconds.isEnabled()
    choose(dialog, qtbot, "Recogniser", "Other Speech")
    assert not seconds.isEnabled()
    assert OTHER.idle_cost in words(dialog), "only why, not how"
    assert dialog.settings.keep_connection_s == 30, "what was chosen for other services stays"
    choose(dialog, qtbot, "Recogniser", "Example Speech")
    assert seconds.isEnabled()


# ------------------------------------------------------------------------------------------- the language


def test_a_language_that_the_next_provider_lacks_is_refused_at_choice(open_dialog, qtbot):
    dialog = open_dialog(replace(CHOSEN, language="de"))
    assert said(dialog, "language") == ""
    choose(dialog, qtbot, "Recogniser", "Other Speech")
    assert said(dialog, "language").startswith("Other Speech does not know German (de).")
    choose(dialog, qtbot, "Language", "English (en)")
    assert said(dialog, "language") == ""
    assert dialog.settings.language == "en"


def test_a_language_stays_wanted_while_providers_are_compared(open_dialog, qtbot):
    dialog = open_dialog(replace(CHOSEN, language="ja"))
    choose(dialog, qtbot, "Recogniser", "Other Speech")
    choose(dialog, qtbot, "Recogniser", "Example Speech")
    assert (dialog.settings.language, said(dialog, "language")) == ("ja", "")


@pytest.mark.parametrize(
    ("tag", "name"),
    [("de", "German (de)"), ("en-US", "English (en-US)"), ("multi", "Several languages, mixed"), ("x1", "x1")],
)
def test_languages_have_names(tag, name):
    assert language_name(tag) == name


def test_the_providers_default_is_a_choice_of_its_own():
    choices = language_choices(("en", "de"), "", False)
    assert [each.id for each in choices] == ["", "en", "de"]
    assert "default" in choices[0].name


def test_a_form_of_a_language_that_the_provider_does_not_tell_apart_is_available():
    assert "English (en-GB)" in [each.name for each in language_choices(("en",), "en-GB", True)]


# ------------------------------------------------------------------------------------------- keys


def key_line(dialog):
    return visible(dialog, QLineEdit, "API key for Example Speech")


def test_a_key_is_asked_for_when_its_provider_is_looked_at(open_dialog, qtbot):
    dialog = open_dialog()
    assert dialog.log == [("key_wanted", "service")]
    choose(dialog, qtbot, "Recogniser", "Other Speech")
    assert dialog.log[-1] == ("key_wanted", "other")


def test_the_key_of_another_provider_is_brought_forward_with_what_ok_would_mean(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_provider("other")
    dialog.show_field("key")
    assert dialog.log[-1] == ("key_wanted", "other")
    line = visible(dialog, QLineEdit, "API key for Other Speech")
    qtbot.waitUntil(line.hasFocus)
    assert any(NOT_YET in each for each in words(dialog))
    qtbot.keyClicks(line, KEY)
    button(dialog, "Save key").click()
    assert dialog.log[-1] == ("key_saved", "other", KEY, False)
    dialog.show_provider("service")
    assert not any(NOT_YET in each for each in words(dialog))
    dialog.show_provider("nobody")
    assert dialog.settings.provider == "service"


def test_a_key_is_masked_saved_and_gone_from_the_field(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_key("service", KeyState("No key yet."))
    assert not button(dialog, "Save key").isEnabled()
    assert not button(dialog, "Test").isEnabled()
    qtbot.keyClicks(key_line(dialog), f" {KEY} ")
    assert KEY not in key_line(dialog).displayText()
    button(dialog, "Save key").click()
    assert dialog.log[-1] == ("key_saved", "service", KEY, False)
    assert not button(dialog, "Save key").isEnabled(), "one thing after the other"
    dialog.show_key_saved("service", KEPT, "Saved.")
    assert key_line(dialog).text() == ""
    assert {KEPT.sentence, "Saved."} <= set(words(dialog))
    assert button(dialog, "Test").isEnabled() and button(dialog, "Delete").isEnabled()


def test_return_saves_the_key_and_closes_nothing(open_dialog, qtbot):
    dialog = open_dialog()
    qtbot.keyClicks(key_line(dialog), KEY)
    qtbot.keyClick(key_line(dialog), Qt.Key.Key_Return)
    assert [each[0] for each in dialog.log] == ["key_wanted", "key_saved"]
    assert dialog.isVisible()


def test_without_a_key_store_a_key_is_offered_to_be_used_for_the_session(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_key("service", NOWHERE)
    assert NOWHERE.sentence in words(dialog)
    qtbot.keyClicks(key_line(dialog), KEY)
    button(dialog, "Use for this session").click()
    assert dialog.log[-1] == ("key_saved", "service", KEY, True)


def test_a_key_that_could_not_be_kept_stays_in_the_field(open_dialog, qtbot):
    dialog = open_dialog()
    qtbot.keyClicks(key_line(dialog), KEY)
    button(dialog, "Save key").click()
    dialog.show_key_trouble("service", NOWHERE, "The key was not kept.")
    assert said(dialog, "key") == "The key was not kept."
    button(dialog, "Use for this session").click()
    assert dialog.log[-1] == ("key_saved", "service", KEY, True)


def test_the_typed_key_is_tested_else_the_kept_one_with_what_the_form_says(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_key("service", KEPT)
    qtbot.keyClicks(visible(dialog, QLineEdit, "Endpoint"), "ws://localhost:1")
    button(dialog, "Test").click()
    assert dialog.log[-1] == ("key_tested", CHOSEN.with_choice("service", ProviderChoice("ws://localhost:1")), "")
    dialog.show_verdict("service", False, "It was refused.")
    assert said(dialog, "key") == "It was refused."
    qtbot.keyClicks(key_line(dialog), KEY)
    button(dialog, "Test").click()
    assert dialog.log[-1][0::2] == ("key_tested", KEY)
    dialog.show_verdict("service", True, "It is good.")
    assert said(dialog, "key") == "" and "It is good." in words(dialog)


def test_only_a_key_of_ours_can_be_deleted(open_dialog):
    dialog = open_dialog()
    dialog.show_key("service", KeyState("It is in the environment.", there=True))
    assert not button(dialog, "Delete").isEnabled()
    dialog.show_key("service", KEPT)
    button(dialog, "Delete").click()
    assert dialog.log[-1] == ("key_deleted", "service")


def test_ok_keeps_a_typed_key_first_and_then_submits(open_dialog, qtbot):
    dialog = open_dialog()
    qtbot.keyClicks(key_line(dialog), KEY)
    button(dialog, "OK").click()
    assert [each[0] for each in dialog.log] == ["key_wanted", "key_saved"]
    dialog.show_key_saved("service", KEPT, "Saved.")
    assert dialog.log[-1] == ("submitted", CHOSEN)


def test_ok_goes_no_further_if_the_typed_key_cannot_be_kept(open_dialog, qtbot):
    dialog = open_dialog()
    qtbot.keyClicks(key_line(dialog), KEY)
    dialog.show_field("vocabulary")
    button(dialog, "OK").click()
    dialog.show_key_trouble("service", None, "That is no API key.")
    assert "submitted" not in [each[0] for each in dialog.log]
    assert key_line(dialog).hasFocus()
    dialog.show_key_saved("service", KEPT, "Saved.")
    assert "submitted" not in [each[0] for each in dialog.log], "that OK is long over"


def test_the_page_that_gives_out_keys_is_asked_for(open_dialog):
    dialog = open_dialog()
    link = next(each for each in dialog.findChildren(QLabel) if "Get a key" in each.text() and each.isVisible())
    link.linkActivated.emit(SERVICE.key_page)
    assert dialog.log[-1] == ("page_requested", SERVICE.key_page)


def test_an_answer_about_a_provider_that_nobody_looked_at_is_survived(open_dialog):
    dialog = open_dialog(Settings())
    dialog.show_key("service", KEPT)
    dialog.show_key_saved("other", KEPT, "Saved.")
    dialog.show_key_trouble("local", KEPT, "No.")
    assert dialog.log == []


# ------------------------------------------------------------------------------------------- vocabulary


def test_the_vocabulary_is_a_term_a_line(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_field("vocabulary")
    with qtbot.waitSignal(dialog.edited) as edited:
        visible(dialog, QPlainTextEdit, "Words and names").setPlainText("  Ada   Lovelace \n\nHoldfast\nHoldfast\n")
    assert edited.args[0].vocabulary == dialog.settings.vocabulary == ("Ada Lovelace", "Holdfast")


def test_what_is_left_out_is_named(open_dialog):
    dialog = open_dialog(replace(CHOSEN, vocabulary=tuple(f"term {n}" for n in range(40))))
    dialog.show_field("vocabulary")
    dialog.show_left_out("Example Speech", ("term 38", "term 39"))
    assert "Example Speech cannot take them all. Left out: term 38, term 39." in words(dialog)
    dialog.show_left_out("Example Speech", tuple(f"term {n}" for n in range(10, 40)))
    assert any(each.endswith("term 29 and 10 more.") for each in words(dialog))
    dialog.show_left_out("Example Speech", tuple(f"term {n}" for n in range(40)))
    assert any("takes no vocabulary" in each for each in words(dialog))
    dialog.show_left_out("Example Speech", ())
    assert not any("Example Speech" in each for each in words(dialog))
