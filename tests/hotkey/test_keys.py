"""What is said about keys, and the choice of a backend."""

import pytest

from app.hotkey.backend import HotkeyUnavailable
from app.hotkey.choose import choose_backend
from app.hotkey.keys import ALTERNATIVES, DEFAULT_KEY, advice
from app.hotkey.x11 import X11Hotkey


def test_nothing_is_said_against_the_default() -> None:
    assert advice(DEFAULT_KEY, types=False) == ""
    assert ALTERNATIVES[0] == DEFAULT_KEY


@pytest.mark.parametrize("name", ["F13", "F24"])
def test_nothing_is_said_against_keys_that_nothing_uses(name: str) -> None:
    assert advice(name, types=False) == ""


@pytest.mark.parametrize(
    ("name", "types", "what"),
    [
        ("A", True, "A also works in the focused program, again and again"),
        ("Space", True, "again and again"),
        ("Page Up", False, "again and again"),
        ("Left", False, "again and again"),
        ("Keypad 5", False, "again and again"),
        ("Left Shift", False, "Left Shift is part of ordinary typing"),
        ("AltGr", False, "part of ordinary typing"),
        ("Right Super", False, "opens a menu or an overview"),
        ("Caps Lock", False, "still switches what your keyboard types"),
        ("Right Alt", False, "may open its menu bar"),
        ("Menu", False, "opens the context menu"),
        ("F9", False, "F9 is also seen by the focused program: a terminal types a code"),
    ],
)
def test_what_a_poor_choice_does_is_said_with_a_better_one(name: str, types: bool, what: str) -> None:
    assert what in advice(name, types)
    assert advice(name, types).endswith("Right Ctrl would be a better choice.")


def test_of_any_other_key_only_the_fact_is_said() -> None:
    assert advice("Pause", types=False) == "Pause is also seen by the focused program."


@pytest.mark.parametrize(
    "environment",
    [
        {"XDG_SESSION_TYPE": "x11", "DISPLAY": ":7"},
        {"DISPLAY": ":7"},
        {"XDG_SESSION_TYPE": "x11", "DISPLAY": ":7", "WAYLAND_DISPLAY": "wayland-0"},
    ],
)
def test_an_x_session_gets_the_x_backend(environment: dict[str, str]) -> None:
    backend = choose_backend(environment, "linux")
    assert isinstance(backend, X11Hotkey)
    assert backend.capabilities.holds


@pytest.mark.parametrize(
    "environment",
    [
        {"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"},
        {"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"},
        {"XDG_SESSION_TYPE": "tty", "WAYLAND_DISPLAY": "wayland-1", "DISPLAY": ":0"},
    ],
)
def test_wayland_never_gets_the_x_backend_though_xwayland_would_answer(environment: dict[str, str]) -> None:
    with pytest.raises(HotkeyUnavailable, match=r"Wayland yet. Bind a key to `holdfast toggle`.* or hold the button"):
        choose_backend(environment, "linux")


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ""}, {"XDG_SESSION_TYPE": "tty"}])
def test_without_a_desktop_that_is_said(environment: dict[str, str]) -> None:
    with pytest.raises(HotkeyUnavailable, match=r"DISPLAY is not set.*`holdfast transcribe FILE`"):
        choose_backend(environment, "linux")


@pytest.mark.parametrize(
    ("platform", "system"), [("win32", "on Windows"), ("darwin", "on macOS"), ("freebsd14", r"\(freebsd14\)")]
)
def test_other_platforms_are_told_what_works_now(platform: str, system: str) -> None:
    with pytest.raises(HotkeyUnavailable, match=f"{system} yet. .*`holdfast toggle`.* button in Holdfast's window"):
        choose_backend({"DISPLAY": ":0"}, platform)
