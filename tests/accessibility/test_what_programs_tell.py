"""Programs of three toolkits and a terminal, each a process of its own, on a real accessibility bus."""

import contextlib
import os
import signal
import sys
from pathlib import Path

import pytest

from rig.accessibility import described, names, switch_on
from rig.desktop import wait_until
from rig.insertion import TARGETS, Target, attentive_inserter, await_focus, clipboard_manager, spoken, terminal

pytestmark = pytest.mark.x11


@pytest.fixture(scope="module")
def desktop(x11, tmp_path_factory):
    with described(x11, tmp_path_factory.mktemp("a")) as made:
        switch_on(made)
        yield made


COMMANDS = {
    "gtk3": ("/usr/bin/python3", str(TARGETS / "gtk_form.py"), "3.0"),
    "gtk4": ("/usr/bin/python3", str(TARGETS / "gtk_form.py"), "4.0"),
    "qt": (sys.executable, str(TARGETS / "qt_form.py"), "3000"),
    "vte": ("/usr/bin/python3", str(TARGETS / "gtk_form.py"), "3.0", "terminal"),
}


@contextlib.contextmanager
def window(desktop, kind):
    with spoken(desktop, *COMMANDS[kind]) as program:
        await_focus(desktop, "target")
        yield Target(program)


def press(desktop, *keys):
    desktop.run("xdotool", "key", *keys)


def looked(driver):
    driver.do("look")
    return driver.hear("looked")


def until_looked(driver, **wanted):
    """Look until it is so."""
    return wait_until(
        lambda: (said := looked(driver)) and {name: said[name] for name in wanted} == wanted and said,
        20,
        f"a look at {wanted}",
    )


@pytest.fixture
def driver(desktop):
    with attentive_inserter(desktop) as made:
        wait_until(lambda: looked(made)["there"], 20, "the connection")
        yield made


@pytest.mark.parametrize("kind", ["gtk3", "gtk4", "qt"])
def test_texts_are_joined_by_what_precedes_the_cursor_and_held_where_there_is_no_field(desktop, driver, kind):
    with window(desktop, kind) as target:
        until_looked(driver, takes="text", before="")
        driver.insert("Hello (")
        target.await_text("Hello (")
        until_looked(driver, before="Hello (")
        press(desktop, "x", "BackSpace")  # hands on the keyboard: from here on only the program can know
        until_looked(driver, before="Hello (")
        driver.insert("world).")
        target.await_text("Hello (world).")
        until_looked(driver, before="Hello (world).")
        press(desktop, "Home", "Right")
        until_looked(driver, before="H", after="el")
        press(desktop, "End", "shift+Left")
        assert until_looked(driver, before="Hello (world)")["after"] == ""
        press(desktop, "End")
        until_looked(driver, before="Hello (world).")
        receipt = driver.insert("that is it")
        assert (receipt["landed"], receipt["as_inserted"]) == ("inserted", "That is it")
        target.await_text("Hello (world). That is it")
        press(desktop, "Tab")
        until_looked(driver, takes="nothing")
        receipt = driver.insert("nowhere to go")
        assert receipt["landed"] == "copied"
        assert receipt["reason"].startswith("There was no field")
        assert desktop.run("xclip", "-o", "-selection", "clipboard") == "nowhere to go"
        press(desktop, "Tab")
        until_looked(driver, takes="password", before=None)
        assert driver.insert("the")["as_inserted"] == "the"
        target.await_text("the")
        driver.insert("The")
        target.await_text("theThe")


PYTHONS = (sys.executable, "/usr/bin/python3")
RULES = dict.fromkeys((Path(each).resolve().name for each in PYTHONS), "accessibility")


@pytest.mark.parametrize("kind", ["gtk3", "gtk4", "qt"])
def test_a_text_is_put_into_its_field_without_keys_and_without_the_clipboard(desktop, driver, kind):
    driver.do("rules", programs=RULES)
    with window(desktop, kind) as target:
        until_looked(driver, takes="text", before="")
        with clipboard_manager(desktop, 0) as watcher:
            assert driver.insert("Grüße, 東京 😀")["landed"] == "inserted"
            target.await_text("Grüße, 東京 😀")
            assert until_looked(driver, before="Grüße, 東京 😀")["after"] == ""
            press(desktop, "x")  # what is typed goes on behind it
            target.await_text("Grüße, 東京 😀x")
            assert driver.insert("und so")["landed"] == "inserted"
            target.await_text("Grüße, 東京 😀x und so")
            assert watcher.lines == ["ready"]
            press(desktop, "shift+Home")
            until_looked(driver, before="")
            driver.insert("Neu")  # what is selected is pasted over
            target.await_text("Neu")
            assert watcher.lines != ["ready"]


@pytest.mark.parametrize("kind", ["gtk3", "gtk4", "qt"])
def test_a_focus_that_was_there_before_is_found(desktop, kind):
    with window(desktop, kind), attentive_inserter(desktop) as driver:
        until_looked(driver, takes="text", before="")
        press(desktop, "Tab")
        until_looked(driver, takes="nothing")


def test_what_is_selected_is_not_before_the_text(desktop, driver):
    with window(desktop, "qt") as target:
        until_looked(driver, takes="text")
        driver.insert("one two")
        target.await_text("one two")
        press(desktop, "shift+Left", "shift+Left", "shift+Left")
        until_looked(driver, before="one ")
        driver.insert("three")
        target.await_text("one three")


def test_a_terminal_takes_text_though_it_does_not_say_so(desktop, driver):
    with window(desktop, "vte"):
        assert until_looked(driver, takes="terminal")["before"] is None
        assert driver.insert("one")["landed"] == "inserted"
        assert driver.insert("two")["as_inserted"] == "two"


def test_a_program_that_tells_nothing_is_not_taken_for_the_one_behind_it(desktop, driver, tmp_path):
    with window(desktop, "qt"):
        until_looked(driver, takes="text")
        press(desktop, "Tab")
        until_looked(driver, takes="nothing")
        with terminal(desktop, tmp_path / "notes") as shell:
            until_looked(driver, takes=None)
            assert driver.insert("one.")["landed"] == "inserted"
            assert driver.insert("two")["landed"] == "inserted"
            wait_until(lambda: shell.text() == "one. Two", what="both texts")  # our own text is known
            press(desktop, "x")
            wait_until(lambda: shell.text() == "one. Twox", what="the key")
            assert driver.insert("three")["as_inserted"] == "three"
            wait_until(lambda: shell.text() == "one. Twoxthree", what="the third text")


def test_the_hotkey_is_no_touch(desktop, driver, tmp_path):
    with terminal(desktop, tmp_path / "notes") as shell:
        driver.insert("one")
        wait_until(lambda: shell.text() == "one", what="the first text")
        press(desktop, "Control_R")
        press(desktop, "Shift_L")
        driver.insert("two")
        wait_until(lambda: shell.text() == "one two", what="both texts")


def test_a_click_is_a_touch(desktop, driver, tmp_path):
    with terminal(desktop, tmp_path / "notes") as shell:
        driver.insert("one")
        wait_until(lambda: shell.text() == "one", what="the first text")
        desktop.run("xdotool", "click", "1")
        driver.insert("two")
        wait_until(lambda: shell.text() == "onetwo", what="both texts")


def test_a_program_that_hangs_costs_little_and_nothing_is_lost(desktop):
    in_a_moment = ("auto", "auto", "auto", "en", "hands", "0.05")
    with attentive_inserter(desktop, *in_a_moment) as driver, window(desktop, "qt") as target:
        until_looked(driver, takes="text")
        process = target.spoken.process
        os.kill(process.pid, signal.SIGSTOP)
        try:
            said = looked(driver)
            assert said["takes"] is None
            driver.do("insert", text="late")
        finally:
            os.kill(process.pid, signal.SIGCONT)
        assert driver.hear("receipt")["landed"] == "inserted"
        target.await_text("late")
        until_looked(driver, before="late")


def test_off_means_that_nothing_is_asked(desktop, driver):
    with window(desktop, "gtk3"):
        until_looked(driver, takes="text")
        driver.do("use", asking="off")
        until_looked(driver, takes=None, there=False)
        driver.do("use", asking="auto")
        until_looked(driver, there=True)


def test_nothing_is_switched_on_unasked(x11, tmp_path_factory):
    with described(x11, tmp_path_factory.mktemp("b")) as bare, attentive_inserter(bare) as driver:
        assert looked(driver)["there"] is False
        driver.do("use", asking="off")
        looked(driver)
        assert "org.a11y.Bus" not in names(bare)
        driver.do("use", asking="on")
        until_looked(driver, there=True, enabled=True)
        assert "org.a11y.Bus" in names(bare)


@pytest.mark.parametrize(("style", "wanted"), [(("off", "before"), " one two"), (("off", "after"), "one two ")])
def test_the_user_may_say_where_spaces_are(desktop, style, wanted):
    with attentive_inserter(desktop, *style) as driver, window(desktop, "qt") as target:
        driver.insert("one")
        driver.insert("two")
        target.await_text(wanted)


def test_without_eyes_and_hands_our_own_text_is_remembered(desktop):
    with (
        attentive_inserter(desktop, "off", "auto", "auto", "en", "no hands") as driver,
        window(desktop, "qt") as target,
    ):
        driver.insert("one")
        driver.insert("two")
        target.await_text("one two")
