"""Rules for programs, and where a text was meant to go, with real programs."""

import contextlib

import pytest

from rig.desktop import wait_until
from rig.insertion import (
    await_focus,
    clipboard_owner,
    field_window,
    gtk_window,
    held_keys,
    inserter,
    plain,
    terminal,
    text_on,
)

pytestmark = pytest.mark.x11


@pytest.fixture
def driver(x11):
    with inserter(x11) as made:
        yield made
    assert held_keys(x11) == [], "a key is stuck"


@contextlib.contextmanager
def keyboard(x11, layout):
    x11.run("setxkbmap", layout)
    try:
        yield
    finally:
        x11.run("setxkbmap", "us")


def rule(driver, manner, **more):
    """For every program that is run by Python, and for xterm."""
    driver.do("policy", programs=dict.fromkeys(("python", "python3", "text_field.py", "xterm"), manner), **more)


@pytest.mark.parametrize(("manner", "chord"), [("ctrl+v", "Ctrl+V"), ("shift+insert", "Shift+Insert")])
def test_a_chord_by_rule_pastes_and_the_receipt_says_so(x11, driver, manner, chord):
    rule(driver, manner)
    with clipboard_owner(x11, CLIPBOARD=plain("copied"), PRIMARY=plain("marked")), field_window(x11) as target:
        receipt = driver.insert("new")
        assert receipt["landed"] == "inserted"
        assert receipt["rule"].startswith(f"Pasted with {chord}, by your rule for ")
        target.await_text("new")
        wait_until(lambda: (text_on(x11, "clipboard"), text_on(x11, "primary")) == ("copied", "marked"))


def test_a_text_that_is_only_to_be_copied_is_on_the_clipboard_and_nowhere_else(x11, driver):
    rule(driver, "copy")
    with clipboard_owner(x11, CLIPBOARD=plain("copied")), field_window(x11) as target:
        receipt = driver.insert("new")
        assert receipt["landed"] == "copied"
        assert "your rule" in receipt["reason"]
        assert (target.text(), text_on(x11, "clipboard")) == ("", "new")


def test_where_nothing_is_wanted_the_clipboard_is_not_touched(x11, driver):
    rule(driver, "never")
    with clipboard_owner(x11, CLIPBOARD=plain("password")), field_window(x11) as target:
        receipt = driver.insert("new")
        assert receipt["landed"] == "nowhere"
        assert "clipboard was not touched" in receipt["reason"]
        assert (target.text(), text_on(x11, "clipboard")) == ("", "password")


TYPED = {
    "us": 'Hello, World! (a+b)*c = "d" \\ #1;\n\t<tag>',
    "de": "Grüße @ {home} 100 %",
    "fr": "déjà vu ça @ {home}",
    "il": "שלום עולם",
}


@pytest.mark.parametrize("toolkit", ["qt", "3.0", "4.0", "xterm"])
def test_typing_by_rule(x11, driver, toolkit, tmp_path):
    rule(driver, "type")
    make = {
        "qt": lambda: field_window(x11),
        "xterm": lambda: terminal(x11, tmp_path / "notes"),
    }.get(toolkit, lambda: gtk_window(x11, toolkit))
    wanted = ""
    with clipboard_owner(x11, CLIPBOARD=plain("copied")), make() as target:
        for layout, text in TYPED.items():
            with keyboard(x11, layout):
                receipt = driver.insert(text * 10)
                assert (receipt["landed"], receipt["reason"]) == ("sent", "")
                assert "Typed key by key" in receipt["rule"]
                wanted += (text.replace("\n", "\r") if toolkit == "xterm" else text) * 10
                wait_until(lambda: len(target.text()) >= len(wanted), 10, f"{layout}: {target.text()!r}")  # noqa: B023
                assert target.text() == wanted
        assert text_on(x11, "clipboard") == "copied"


@pytest.mark.parametrize(("text", "named"), [("a 東京 😀", "東 京 😀"), ("Grüße", "ü ß")])
def test_what_the_layout_lacks_is_named_and_nothing_is_typed(x11, driver, text, named):
    rule(driver, "type")
    with clipboard_owner(x11, CLIPBOARD=plain("copied")), field_window(x11) as target:
        receipt = driver.insert(text)
        assert receipt["landed"] == "copied"
        assert f"no key for {named}," in receipt["reason"]
        assert (target.text(), text_on(x11, "clipboard")) == ("", text)


def test_nothing_is_typed_in_capitals_by_mistake(x11, driver):
    rule(driver, "type")
    x11.run("xdotool", "key", "Caps_Lock")
    try:
        with field_window(x11) as target:
            receipt = driver.insert("words")
            assert receipt["landed"] == "copied"
            assert "Caps Lock" in receipt["reason"]
            assert target.text() == ""
    finally:
        x11.run("xdotool", "key", "Caps_Lock")


# ------------------------------------------------------------------------------------------------ the focus


def test_a_text_follows_the_focus_or_is_held_as_the_user_wants(x11, driver, tmp_path):
    with field_window(x11) as first:
        driver.do("aim")
        driver.sync()
        with terminal(x11, tmp_path / "notes") as second:
            driver.do("insert", text="followed")
            assert driver.hear("receipt")["landed"] == "inserted"
            wait_until(lambda: second.text() == "followed")
            driver.do("policy", programs={}, focus_changed="hold")
        await_focus(x11, "target")
        driver.do("aim")
        with terminal(x11, tmp_path / "more notes") as second:
            driver.do("insert", text="held")
            receipt = driver.hear("receipt")
            assert (receipt["landed"], second.text()) == ("copied", "")
            assert "another program had the focus" in receipt["reason"]
            assert text_on(x11, "clipboard") == "held"
        assert first.text() == ""


def test_a_text_for_the_program_that_still_has_the_focus_is_inserted(x11, driver):
    driver.do("policy", programs={}, focus_changed="hold")
    with field_window(x11) as target:
        driver.do("aim")
        assert driver.insert("new")["landed"] == "inserted"
        target.await_text("new")


def test_a_text_whose_window_is_gone_is_left_on_the_clipboard(x11, driver):
    with field_window(x11):
        driver.do("aim")
        driver.sync()
    wait_until(lambda: not x11.run("xdotool", "search", "--name", "^target$", check=False), 10, "the window gone")
    receipt = driver.insert("new")
    assert receipt["landed"] == "copied"
    assert text_on(x11, "clipboard") == "new"
