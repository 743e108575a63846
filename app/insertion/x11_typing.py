"""Typing on X11, over XTest. Imports `keystrokes` and `sentences`.

A text is typed as a whole or not at all, in one write: nothing could leave a key down in between.
"""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

from Xlib import XK, X
from Xlib.ext import xtest

from . import sentences
from .keystrokes import Stroke, layout, strokes

_LEVEL3 = 0xFE03
"""ISO_Level3_Shift: https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/master/include/X11/keysymdef.h"""
NAMED = 5
"""So many characters are named."""


class TypingError(Exception):
    """This text cannot be typed now, and nothing of it was. The message is for the user."""


def type_text(display: Any, text: str) -> None:
    """Type `text`. Returns when the server has taken all keys. Raises TypingError."""
    state = display.screen().root.query_pointer().mask
    if state & X.LockMask:
        raise TypingError(sentences.CAPS_LOCK)
    shift, level3 = (display.keysym_to_keycode(each) for each in (XK.XK_Shift_L, _LEVEL3))
    first = display.display.info.min_keycode
    keysyms = display.get_keyboard_mapping(first, display.display.info.max_keycode - first + 1)
    group = min(state >> 13 & 3, 1)
    keys, missing = strokes(text, layout(keysyms, first, group, _code_point(), bool(level3)))
    if missing:
        raise TypingError(sentences.NOT_ON_LAYOUT.format(characters=" ".join(missing[:NAMED])))
    for key in keys:
        _press(display, key, shift, level3)
    display.sync()


def _press(display: Any, key: Stroke, shift: int, level3: int) -> None:
    codes = [code for code, wanted in ((shift, key.shift), (level3, key.level3)) if wanted] + [key.keycode]
    for code in codes:
        xtest.fake_input(display, X.KeyPress, code)
    for code in reversed(codes):
        xtest.fake_input(display, X.KeyRelease, code)


@cache
def _code_point() -> Callable[[int], int]:
    """From a keysym to its character, 0 if it has none. Qt on X11 needs this library anyhow.
    https://xkbcommon.org/doc/current/group__keysyms.html"""
    convert = ctypes.CDLL("libxkbcommon.so.0").xkb_keysym_to_utf32
    convert.restype = ctypes.c_uint32
    convert.argtypes = [ctypes.c_uint32]

    def code_point(keysym: int) -> int:
        return int(convert(keysym))

    return code_point
