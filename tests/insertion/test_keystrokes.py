"""Which keys type a text."""

import pytest

from app.insertion.keystrokes import Stroke, layout, strokes

# German a, q with AltGr, Return, Tab, keypad 1, a dead key without a character; Hebrew in the second group.
ROWS = [
    [0x61, 0x41, 0xCE9, 0x41],
    [0x71, 0x51, 0, 0, 0x40, 0x07D9],
    [0xFF0D],
    [0xFF09, 0xFE20],
    [0xFF9C, 0xFFB1],
    [0xFE51],
    [0x61, 0x61],
]


def character(keysym):
    return {0xCE9: 0x5D9, 0x07D9: 0x3A9}.get(keysym, keysym if keysym < 0x100 else 0)


def made(group=0, level3=True):
    return layout(ROWS, 8, group, character, level3)


def test_each_character_has_its_first_and_plainest_key():
    assert made() == {
        "a": Stroke(8),
        "q": Stroke(9),
        "\n": Stroke(10),
        "\t": Stroke(11),
        "A": Stroke(8, shift=True),
        "Q": Stroke(9, shift=True),
        "@": Stroke(9, level3=True),
        "Ω": Stroke(9, shift=True, level3=True),
    }


def test_another_group_has_other_characters():
    assert made(1) == {chr(0x5D9): Stroke(8), "A": Stroke(8, shift=True)}


def test_without_a_key_for_it_there_is_no_third_level():
    assert "@" not in made(level3=False)


@pytest.mark.parametrize(("text", "missing"), [("aA", ""), ("", ""), ("a東京東", "東京")])
def test_what_cannot_be_typed_is_named_once(text, missing):
    keys, left = strokes(text, made())
    assert left == missing
    assert keys == tuple(made()[each] for each in text if each in "aA")
