"""The keys of a system that numbers them once and for all: names and numbers. Pure; imports the contract and `keys`.

On Windows a number is a virtual key, on macOS a place on the keyboard. On X11 the server has to be asked: `x11_keymap`.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import chord
from .backend import HotkeyUnavailable, Key, Modifier
from .keys import advice


@dataclass(frozen=True)
class KeyTable:
    """What is on the keyboards of one system."""

    names: Mapping[int, str]
    """What each key is called, by its number."""
    modifiers: Mapping[Modifier, frozenset[int]]
    """The keys that count as each modifier, left and right."""
    default: str
    """The name of the key to propose."""
    advice: Mapping[str, str] = field(default_factory=dict)
    """What a key does on this system, where that is another thing than on all others."""

    def key(self, code: int) -> Key:
        """The key with that number."""
        name = self.names.get(code, f"Key {code}")
        told = self.advice.get(name)
        return Key(name, code, advice(name, len(name) == 1 or name == "Space") if told is None else told)

    def find(self, name: str) -> Key:
        """The key or chord of that name, in upper or lower case. Raises HotkeyUnavailable, naming one that exists."""
        modifiers, last = chord.split(name)
        codes = {each.casefold(): code for code, each in self.names.items()}
        wanted = last.casefold()
        kind, _, number = wanted.partition(" ")
        code = codes.get(wanted, int(number) if kind == "key" and number.isdecimal() and int(number) < 1024 else None)
        if code is None:
            close = difflib.get_close_matches(wanted, codes, n=1, cutoff=0.8)
            instead = self.names[codes[close[0]]] if close else self.default
            raise HotkeyUnavailable(
                f"There is no key {last!r} on this keyboard. Choose another one in the settings, for example {instead}."
            )
        key = self.key(code)
        return Key(chord.join(modifiers, key.name), code, modifiers=modifiers) if modifiers else key
