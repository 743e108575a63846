"""Which keys type a text on an X keyboard as it is laid out now. Pure; imports nothing of ours.

Only characters that the layout has: putting others on a spare key first is what makes xdotool and others type wrong
ones, since programs read the new map when they like (https://github.com/jordansissel/xdotool/issues/97).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_FUNCTION_KEYS = range(0xFD00, 0x10000)
"""Keysyms that do something: also those of the keypad, which depend on Num Lock."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key, with these modifiers down."""

    keycode: int
    shift: bool = False
    level3: bool = False
    """AltGr, on most keyboards that have it."""


Layout = Mapping[str, Stroke]
"""How each character is typed."""


def layout(
    keysyms: Sequence[Sequence[int]], first: int, group: int, character: Callable[[int], int], level3: bool
) -> Layout:
    """The characters that can be typed.

    `keysyms`: of each keycode from `first` on, in the core protocol's order, which for XKB is group 1 level 1 and 2,
    group 2 level 1 and 2, group 1 level 3 and 4, group 2 level 3 and 4
    (https://www.x.org/releases/X11R7.7/doc/kbproto/xkbproto.html, 17.1.3). `group`: the one that is active, from 0;
    the core protocol tells of two. `character`: the code point of a keysym, 0 for none. `level3`: there is a key for
    it.
    """
    found: dict[str, Stroke] = {}
    for level in range(4 if level3 else 2):
        place = (level // 2) * 4 + group * 2 + level % 2
        for keycode, row in enumerate(keysyms, first):
            if place < len(row) and (text := _text(row[place], character)):
                found.setdefault(text, Stroke(keycode, level % 2 == 1, level >= 2))
    return found


def strokes(text: str, layout: Layout) -> tuple[tuple[Stroke, ...], str]:
    """The keys for `text`, and the characters of it that there are no keys for, each once."""
    missing = "".join(dict.fromkeys(each for each in text if each not in layout))
    return tuple(layout[each] for each in text if each in layout), missing


def _text(keysym: int, character: Callable[[int], int]) -> str:
    match keysym:
        case 0x0:
            return ""
        case 0xFF0D:
            return "\n"
        case 0xFF09:
            return "\t"
        case _ if keysym in _FUNCTION_KEYS:
            return ""
    code = character(keysym)
    return chr(code) if code else ""
