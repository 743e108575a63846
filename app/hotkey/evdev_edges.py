"""From what keyboards report to the edges of our keys. Pure; imports the contract and the names of keys.

Several keyboards are one: a key is down while it is down on any of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from struct import Struct

from . import chord, evdev_keys
from .backend import EdgeKind, Key, Modifier, Role, Shape

_EVENT = Struct("llHHi")
"""struct input_event (linux/input.h): seconds, microseconds, type, code, value."""
_SYN, _KEY = 0, 1
_DROPPED = 3
_UP, _DOWN = 0, 1
"""The values of a key event; 2 is a repeat, which says nothing new."""

Edges = list[tuple[Role, EdgeKind]]


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """A key of one keyboard moved."""

    code: int
    down: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """The kernel had to drop events of that keyboard: ask what is down."""


def decode(data: bytes) -> list[KeyEvent | Dropped]:
    """What a keyboard's file says. What is no key, and repeats, are left out, and so is a broken end."""
    events: list[KeyEvent | Dropped] = []
    for _, _, kind, code, value in _EVENT.iter_unpack(data[: len(data) - len(data) % _EVENT.size]):
        if (kind, code) == (_SYN, _DROPPED):
            events.append(Dropped())
        elif kind == _KEY and value in (_UP, _DOWN):
            events.append(KeyEvent(code, value == _DOWN))
    return events


class EdgeFinder:
    """Knows what is down, and which of it is ours."""

    def __init__(self, keys: Mapping[Role, Key]) -> None:
        self._keys = dict(keys)
        self._down: dict[int, set[int]] = {}
        """Codes, for each keyboard."""
        self._held: dict[int, Role] = {}
        """By code: what the press was for whose release has not come."""
        self.watching_cancel = False

    def begins(self, keyboard: int, down: Iterable[int]) -> None:
        """A keyboard is there, with these keys down: they are no presses, but the talk key's release is one."""
        self._down[keyboard] = set(down)
        if Role.TALK in self._keys and self._is_down(self._keys[Role.TALK].code):
            self._held.setdefault(self._keys[Role.TALK].code, Role.TALK)

    def feed(self, keyboard: int, event: KeyEvent) -> Edges:
        """One event."""
        down = self._down.setdefault(keyboard, set())
        before = self._is_down(event.code)
        (down.add if event.down else down.discard)(event.code)
        if before == self._is_down(event.code):
            return []
        if event.down:
            role = self._role(event.code)
            if role is None:
                return []
            self._held[event.code] = role
            return [(role, EdgeKind.DOWN)]
        role = self._held.pop(event.code, None)
        return [(role, EdgeKind.UP)] if role else []

    def is_so(self, keyboard: int, down: Iterable[int]) -> Edges:
        """These keys are down on it now, and no others: events were lost."""
        now, known = set(down), self._down.get(keyboard, set())
        events = [KeyEvent(code, False) for code in known - now] + [KeyEvent(code, True) for code in now - known]
        return [edge for event in events for edge in self.feed(keyboard, event)]

    def ends(self, keyboard: int) -> Edges:
        """It was unplugged: nothing is down on it any more."""
        edges = self.is_so(keyboard, ())
        self._down.pop(keyboard, None)
        return edges

    def _is_down(self, code: int) -> bool:
        return any(code in down for down in self._down.values())

    def _role(self, code: int) -> Role | None:
        """What a press of that key is for: of several chords with it, the one of which most is held."""
        wanted = [role for role, key in self._keys.items() if key.code == code]
        for role in sorted(wanted, key=lambda each: -len(self._keys[each].modifiers)):
            if role is Role.CANCEL and not self.watching_cancel:
                continue
            if all(any(map(self._is_down, evdev_keys.MODIFIERS[each])) for each in self._keys[role].modifiers):
                return role
        return None


class KeyFinder:
    """What the user presses to choose it. A modifier is chosen when it comes up again with nothing in between."""

    def __init__(self, found: Callable[[Key], None]) -> None:
        self._found = found
        self._held: set[int] = set()
        self._alone: int | None = None

    def feed(self, event: KeyEvent) -> None:
        """One event, of any keyboard."""
        key = evdev_keys.key(event.code)
        if not event.down:
            self._held.discard(event.code)
            if self._alone == event.code:
                self._alone = None
                self._found(key)
        elif key.shape is Shape.MODIFIER:
            self._held.add(event.code)
            self._alone = event.code
        else:
            self._alone = None
            held = frozenset(each for each in Modifier if evdev_keys.MODIFIERS[each] & self._held)
            self._found(Key(chord.join(held, key.name), key.code, modifiers=held) if held else key)
