"""What is said about keys, and the choice of a backend."""

import pytest

from app.hotkey.keys import ALTERNATIVES, DEFAULT_KEY, advice


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
    ("name", "types", "told"),
    [
        ("F9", False, "As long as Holdfast runs, no other program gets F9."),
        ("Menu", False, "As long as Holdfast runs, no other program gets Menu."),
        ("A", True, "As long as Holdfast runs, A does nothing else any more, in any program. Right Ctrl would be"),
        ("Page Up", False, "does nothing else any more"),
        ("Caps Lock", False, "still switches what your keyboard types"),
    ],
)
def test_of_a_key_that_is_swallowed_it_is_said_who_misses_it(name: str, types: bool, told: str) -> None:
    assert told in advice(name, types, swallowed=True)


@pytest.mark.parametrize("name", ["Pause", "Scroll Lock", "F13"])
def test_nobody_misses_a_key_that_no_program_uses(name: str) -> None:
    assert advice(name, types=False, swallowed=True) == ""
