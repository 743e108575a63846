"""Every kind of target, with everything that a text, a keyboard and a clipboard may be, and back to back."""

import contextlib

import pytest

from rig.desktop import wait_until
from rig.insertion import (
    clipboard_owner,
    field_window,
    gtk_window,
    held_keys,
    inserter,
    plain,
    terminal,
    text_on,
    vte_terminal,
)

pytestmark = pytest.mark.x11

TEXTS = {
    "of many scripts": "Grüße, 東京 😀 – naïve",  # noqa: RUF001 - the dash is the point
    "from right to left": "שלום, עולם! مرحبا بالعالم ",
    "of several lines": "line one\nline two\n\tindented\n",
    "with blanks around": "  leading and trailing  ",
    "of 20,000 characters": "Grüße 東京 " * 2222,
}
KEYBOARDS = ("de", "us", "il")
TARGETS = {
    "Qt": lambda x11, notes: field_window(x11),
    "GTK 3": lambda x11, notes: gtk_window(x11, "3.0"),
    "GTK 4": lambda x11, notes: gtk_window(x11, "4.0"),
    "xterm": terminal,
    "VTE": vte_terminal,
}


@pytest.fixture(params=TARGETS)
def target(request, x11, tmp_path):
    with TARGETS[request.param](x11, tmp_path / "notes") as made:
        yield made


@pytest.fixture
def driver(x11):
    with inserter(x11) as made:
        yield made
    assert held_keys(x11) == [], "a key is stuck"


@contextlib.contextmanager
def with_locks(x11):
    x11.run("xdotool", "key", "Caps_Lock", "Num_Lock")
    try:
        yield
    finally:
        x11.run("xdotool", "key", "Caps_Lock", "Num_Lock")


class Arrivals:
    """Everything that is in the target, insertion by insertion. Terminals make a Return of the end of a line."""

    def __init__(self, driver, target):
        self.driver, self.target, self.wanted = driver, target, ""

    def insert(self, text, what):
        receipt = self.driver.insert(text)
        assert (receipt["landed"], receipt["note"]) == ("inserted", ""), what
        self.wanted += text
        wait_until(lambda: len(self.target.text()) >= len(self.wanted), 20, f"a text {what}")
        assert self.target.text().replace("\r", "\n") == self.wanted, what


def test_every_text_lands_verbatim_with_every_keyboard(x11, driver, target):
    x11.run("xset", "r", "on")
    arrivals = Arrivals(driver, target)
    with clipboard_owner(x11, CLIPBOARD=plain("copied"), PRIMARY=plain("marked")):
        for what, text in TEXTS.items():
            arrivals.insert(text, what)
        for keyboard in KEYBOARDS:
            x11.run("setxkbmap", keyboard)
            try:
                arrivals.insert(f"with the keyboard {keyboard} ", keyboard)
            finally:
                x11.run("setxkbmap", "us")
        with with_locks(x11):
            arrivals.insert("with Caps Lock ", "Caps Lock")
        back = {"clipboard": "copied", "primary": "marked"}
        wait_until(lambda: {each: text_on(x11, each) for each in back} == back, 10, "both clipboards given back")
