"""Keys as the portal writes them."""

import pytest

from app.hotkey.backend import Bound, HotkeyUnavailable, Modifier, Role, Shape
from app.hotkey.portal_triggers import _NAMED, DESCRIPTIONS, bound, find, shortcuts, trigger


@pytest.mark.parametrize(
    ("name", "shown", "written"),
    [
        ("F9", "F9", "F9"),
        ("f13", "F13", "F13"),
        ("pause", "Pause", "Pause"),
        ("Scroll Lock", "Scroll Lock", "Scroll_Lock"),
        ("d", "D", "d"),
        ("7", "7", "7"),
        ("ж", "ж", "U0436"),
        ("+", "+", "U002B"),
        ("Ctrl+Alt+Space", "Ctrl+Alt+Space", "CTRL+ALT+space"),
        ("super+shift+d", "Shift+Super+D", "SHIFT+LOGO+d"),
        ("Ctrl++", "Ctrl++", "CTRL+U002B"),
        ("Right Ctrl", "Right Ctrl", "Control_R"),
    ],
)
def test_a_name_is_found_and_written(name: str, shown: str, written: str) -> None:
    key = find(name)
    assert (key.name, trigger(key)) == (shown, written)
    assert find(key.name) == key


def test_modifiers_and_shapes_are_known() -> None:
    assert find("Ctrl+D").modifiers == {Modifier.CTRL}
    assert [find(name).shape for name in ("F9", "Right Ctrl", "Alt+F9")] == [Shape.PLAIN, Shape.MODIFIER, Shape.CHORD]


@pytest.mark.parametrize("name", ["", "F0", "F36", "Hyper+D", "Any key", "Ctrl+Nonsense", "\x07"])
def test_what_no_keyboard_has_is_refused_with_a_proposal(name: str) -> None:
    with pytest.raises(HotkeyUnavailable, match="for example F9"):
        find(name)


@pytest.mark.parametrize("keysym", _NAMED.values())
def test_every_keysym_is_one_that_x_knows_by_that_name(keysym: str) -> None:
    from Xlib import XK

    XK.load_keysym_group("xkb")
    assert XK.string_to_keysym(keysym)


def test_the_roles_are_asked_for_in_their_order() -> None:
    keys = {Role.CANCEL: find("Ctrl+Alt+Esc"), Role.TALK: find("F9")}
    assert shortcuts(keys) == [
        ("talk", {"description": ("s", "Hold to talk"), "preferred_trigger": ("s", "F9")}),
        ("cancel", {"description": ("s", "Cancel the dictation"), "preferred_trigger": ("s", "CTRL+ALT+Escape")}),
    ]
    assert set(DESCRIPTIONS) == set(Role)


def test_what_is_bound_is_shown_as_a_person_would_say_it() -> None:
    rows = [
        ("talk", {"description": ("s", "Hold to talk"), "trigger_description": ("s", "Press F9")}),
        ("cancel", {"trigger_description": ("s", "<Control><Alt>e")}),
        ("hands-free", {"trigger_description": ("s", "")}),
        ("insert-again", {}),
        ("of an older version", {"trigger_description": ("s", "F1")}),
    ]
    assert bound(rows) == {
        Role.TALK: Bound("F9", swallowed=True),
        Role.CANCEL: Bound("Ctrl+Alt+e", swallowed=True),
        Role.HANDS_FREE: Bound("", swallowed=True),
        Role.INSERT_AGAIN: Bound("", swallowed=True),
    }
