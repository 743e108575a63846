"""Which key suits which role on which desktop: app/hotkey/suitability.py and app/hotkey/chord.py."""

from dataclasses import replace

import pytest

from app.hotkey import chord
from app.hotkey.backend import Bound, Capabilities, Key, Modifier, Role, Shape, Sink
from app.hotkey.suitability import conflicts, refusal

X11 = Capabilities("X11")
GNOME = Capabilities(
    "the GNOME desktop",
    holds=frozenset({Shape.PLAIN}),
    presses=frozenset({Shape.PLAIN, Shape.CHORD}),
    watches_cancel=False,
    default_key="F9",
    proposals=("F9", "Pause"),
)
TOGGLE_ONLY = replace(GNOME, holds=frozenset())
F9, RIGHT_CTRL, ESC = Key("F9", 75), Key("Right Ctrl", 105), Key("Esc", 9)
CHORD = Key("Ctrl+Alt+D", 40, modifiers=frozenset({Modifier.CTRL, Modifier.ALT}))


@pytest.mark.parametrize(
    ("name", "modifiers", "last"),
    [
        ("F9", set(), "F9"),
        ("Ctrl+Shift+D", {Modifier.CTRL, Modifier.SHIFT}, "D"),
        (" control + alt +Space ", {Modifier.CTRL, Modifier.ALT}, "Space"),
        ("Meta+F1", {Modifier.SUPER}, "F1"),
        ("Win+Cmd+F1", {Modifier.SUPER}, "F1"),
        ("Ctrl++", {Modifier.CTRL}, "+"),
        ("+", set(), "+"),
        ("Ctrl+", set(), "Ctrl+"),
        ("Hyper+D", set(), "Hyper+D"),
        ("Right Ctrl", set(), "Right Ctrl"),
    ],
)
def test_a_chord_is_modifiers_and_a_key(name, modifiers, last):
    assert chord.split(name) == (frozenset(modifiers), last)


def test_a_chord_is_written_in_one_way():
    assert chord.join([Modifier.SUPER, Modifier.SHIFT, Modifier.ALT, Modifier.CTRL], "D") == "Ctrl+Alt+Shift+Super+D"
    assert chord.join([], "D") == "D"


@pytest.mark.parametrize(
    ("key", "shape"),
    [
        (F9, Shape.PLAIN),
        (RIGHT_CTRL, Shape.MODIFIER),
        (Key("Right Ctrl (key 37)", 37), Shape.MODIFIER),
        (Key("AltGr", 108), Shape.MODIFIER),
        (CHORD, Shape.CHORD),
    ],
)
def test_the_shape_of_a_key(key, shape):
    assert key.shape is shape


@pytest.mark.parametrize("key", [F9, RIGHT_CTRL, CHORD])
@pytest.mark.parametrize("role", [Role.TALK, Role.HANDS_FREE, Role.CANCEL, Role.INSERT_AGAIN])
def test_x11_can_do_everything(key, role):
    assert refusal(role, key, X11) is None


def test_a_lone_modifier_on_wayland_is_refused_with_a_proposal():
    assert refusal(Role.TALK, RIGHT_CTRL, GNOME) == (
        "Right Ctrl alone cannot be held with the GNOME desktop: the desktop does not tell when it comes up. "
        "Choose another key in the settings, for example F9 or Pause."
    )
    assert "cannot be used with the GNOME desktop" in refusal(Role.HANDS_FREE, RIGHT_CTRL, GNOME)


def test_a_chord_on_gnome_is_refused_for_holding_only():
    assert refusal(Role.TALK, CHORD, GNOME) == (
        "The combination Ctrl+Alt+D cannot be held with the GNOME desktop: the desktop may not tell when it comes up. "
        "Choose another key in the settings, for example F9 or Pause. It can be the key for hands-free dictation."
    )
    assert refusal(Role.HANDS_FREE, CHORD, GNOME) is None
    assert refusal(Role.TALK, F9, GNOME) is None


def test_a_plain_key_where_only_modifiers_can_be_held():
    odd = replace(X11, holds=frozenset({Shape.MODIFIER}), presses=frozenset(), proposals=("Right Ctrl",))
    assert refusal(Role.TALK, F9, odd) == (
        "F9 cannot be held with X11. Choose another key in the settings, for example Right Ctrl."
    )
    assert refusal(Role.INSERT_AGAIN, F9, odd).startswith("F9 cannot be used with X11. Choose another key")


def test_where_no_release_is_told_the_talk_key_is_one_that_is_pressed():
    assert refusal(Role.TALK, CHORD, TOGGLE_ONLY) is None
    assert "cannot be used" in refusal(Role.TALK, RIGHT_CTRL, TOGGLE_ONLY)


def test_esc_is_not_taken_from_the_whole_desktop():
    assert refusal(Role.CANCEL, ESC, GNOME) == (
        "With the GNOME desktop, Esc would be taken from every program for good, not only while you dictate. "
        "Choose another one in the settings, for example Ctrl+Alt+Esc."
    )
    assert refusal(Role.CANCEL, CHORD, GNOME) is None
    assert refusal(Role.CANCEL, ESC, X11) is None


@pytest.mark.parametrize("role", [Role.TALK, Role.HANDS_FREE, Role.INSERT_AGAIN])
def test_esc_does_nothing_but_cancel(role):
    assert refusal(role, ESC, X11).startswith("Esc cancels a dictation, so it cannot ")


@pytest.mark.parametrize("name", ["Left Shift", "Insert", "Left Ctrl", "V"])
@pytest.mark.parametrize("role", list(Role))
def test_a_key_that_holdfast_presses_itself_is_refused(name, role):
    assert refusal(role, Key(name, 1), X11).startswith(f"Holdfast itself presses {name} to insert a text")


def test_a_key_with_two_roles_is_refused_to_the_second_and_the_first_is_named():
    keys = {Role.TALK: F9, Role.HANDS_FREE: CHORD, Role.CANCEL: ESC, Role.INSERT_AGAIN: Key("F9", 75)}
    assert conflicts(keys) == {Role.INSERT_AGAIN: "F9 is the key for talking already. Choose another one."}
    by_name = {Role.TALK: Key("F9", 0), Role.HANDS_FREE: Key("f9", 0), Role.CANCEL: Key("F10", 0)}
    assert set(conflicts(by_name)) == {Role.HANDS_FREE}
    assert conflicts({Role.TALK: F9, Role.HANDS_FREE: replace(F9, modifiers=frozenset({Modifier.CTRL}))}) == {}


def test_who_does_not_ask_for_what_was_bound_is_not_told():
    assert Sink(print, print).bound({Role.TALK: Bound("F9")}) is None
