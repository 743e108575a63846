"""The real inserter against real targets: every party is a process of its own on a real X server."""

import subprocess

import pytest

from rig.desktop import wait_until
from rig.insertion import (
    clipboard_owner,
    field_window,
    inserter,
    terminal,
)

pytestmark = pytest.mark.x11

TEXT = "Grüße, 東京 😀 – naïve"


def plain(text):
    return {"text/plain": text.encode()}


@pytest.fixture(scope="module")
def driver(x11):
    with inserter(x11) as made:
        yield made


@pytest.fixture(autouse=True)
def untouched_keyboard(x11):
    yield
    assert held_keys(x11) == [], "a key is stuck"


def held_keys(x11):
    from Xlib.display import Display

    display = Display(x11.display)
    down = display.query_keymap()
    mask = display.screen().root.query_pointer().mask
    display.close()
    assert mask & 0xFF in (0, 2, 0x10, 0x12), f"modifiers latched: {mask:#x}"  # Caps Lock and Num Lock may be on
    return [code for code in range(256) if down[code // 8] >> code % 8 & 1]


def text_on(x11, selection):
    done = subprocess.run(
        ["xclip", "-o", "-selection", selection], env=x11.environment, capture_output=True, text=True, timeout=10
    )
    return done.stdout if done.returncode == 0 else None


def given_back(x11, **expected):
    """Wait until both selections hold the expected text (None: nothing)."""
    wait_until(
        lambda: {name: text_on(x11, name) for name in expected} == expected, 10, f"the clipboard back at {expected}"
    )


def test_text_lands_in_a_qt_field_and_the_clipboard_is_given_back(x11, driver):
    with clipboard_owner(x11, CLIPBOARD=plain("copied"), PRIMARY=plain("marked")), field_window(x11) as target:
        receipt = driver.insert(TEXT)
        assert receipt["landed"] == "inserted"
        assert receipt["reason"] == ""
        target.await_text(TEXT)
        given_back(x11, clipboard="copied", primary="marked")


def test_text_lands_in_a_terminal(x11, driver, tmp_path):
    with clipboard_owner(x11, CLIPBOARD=plain("copied"), PRIMARY=plain("marked")):
        with terminal(x11, tmp_path / "notes") as target:
            assert driver.insert(TEXT)["landed"] == "inserted"
            wait_until(lambda: target.text() == TEXT)
            given_back(x11, clipboard="copied", primary="marked")
