"""The hotkeys on X11. Imports the contract, the raw listener, the keymap and what it captures with.

Auto-repeat does not reach raw events (measured: one press and one release for a hold of any length). Keys that type or
do something are grabbed besides, so that the focused program does not see them (`x11_grabs`); a modifier alone is not.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from . import chord
from .backend import Bound, Capabilities, Edge, EdgeKind, HotkeyUnavailable, Key, Modifier, Role, Shape, Sink
from .capture import Capture
from .x11_grabs import Grabs
from .x11_keymap import Keymap
from .x11_raw import SERVER_GONE, RawKeyListener, close, connect

log = logging.getLogger(__name__)

LOST = (
    "The connection to the X server was lost, and the hotkey with it. "
    "Start Holdfast again when the desktop is back; what you have said is kept."
)

FRESH_S = 1.0
"""So long after a modifier went down it is believed to be down because nothing else was heard."""


class X11Hotkey:
    """Listens on one X display. `display`: its name, None for the one that DISPLAY names."""

    capabilities = Capabilities(name="X11", swallows=frozenset({Shape.PLAIN, Shape.CHORD}))

    def __init__(self, display: str | None = None) -> None:
        self._display_name = display
        self._keys: Mapping[Role, Key] = {}
        self._keymap: Keymap
        self._watching_cancel = False
        self._sink: Sink
        self._down: dict[int, Role] = {}
        """By keycode: what the press was for whose release has not come."""
        self._heard: dict[int, float] = {}
        """By keycode: when every key went down whose release has not come."""
        self._pressed_before: set[int] = set()
        """Keycodes that were down when listening began, and were not heard to come up since."""
        self._listener: RawKeyListener | None = None
        self._query: Any = None
        self._grabs: Grabs | None = None
        self._query_lock = threading.Lock()

    def start(self, keys: Mapping[Role, Key], sink: Sink) -> None:
        """Listen for `keys`, in place of any others."""
        self.stop()
        self._sink = sink
        self._query = connect(self._display_name)
        try:
            self._keys = dict(keys)
            self._keymap = Keymap.read(self._query)
            self._down.clear()
            self._heard.clear()
            self._pressed_before.clear()
            self._watching_cancel = False
            swallowed = self._grab()
            self._listener = RawKeyListener(self._display_name, self._hear, self._remap, lambda: sink.lost(LOST))
        except HotkeyUnavailable:
            self.stop()
            raise
        self._pressed_before.update(self._pressed() or ())
        self._tell_bound(swallowed)

    def stop(self) -> None:
        """Stop listening. No edge is reported any more once this returned."""
        if self._listener:
            self._listener.close()
            self._listener = None
        with self._query_lock:
            if self._query:
                close(self._query)
                self._query = self._grabs = None

    def is_physically_down(self) -> bool | None:
        """Whether the talk key is down right now; None while nothing is listened for, or if the server is gone."""
        pressed = self._pressed()
        return None if pressed is None else self._keys[Role.TALK].code in pressed

    def watch_cancel(self, on: bool) -> None:
        """Report the key for cancelling while on, and keep it from the focused program."""
        self._watching_cancel = on
        key = self._keys.get(Role.CANCEL)
        with self._query_lock:
            if key and self._grabs and key.shape in self.capabilities.swallows:
                with suppress(SERVER_GONE):
                    if on:
                        self._grabs.take(key)
                    else:
                        self._grabs.give_back(key)

    @contextmanager
    def make_way(self) -> Iterator[bool]:
        """See MakesWay. A grabbed key that is down has the whole keyboard."""
        with self._query_lock:
            grabs = self._grabs if self._down else None
            with suppress(SERVER_GONE):
                if grabs:
                    grabs.lift()
            try:
                yield grabs is not None
            finally:
                with suppress(SERVER_GONE):
                    if grabs:
                        grabs.lower()

    def resolve(self, name: str) -> Key:
        """The key or chord of that name in the layout in use."""
        display = connect(self._display_name)
        try:
            return _find(Keymap.read(display), name)
        finally:
            close(display)

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:
        """Report every key that goes down, also those that are listened for, which do their work meanwhile."""
        display = connect(self._display_name)
        capture = Capture(Keymap.read(display), found)
        close(display)
        listener = RawKeyListener(
            self._display_name,
            capture.hear,
            capture.remap,
            lambda: log.warning("The X server ended while a key was being chosen."),
        )
        self._let_go()  # the window in which the key is chosen is to see it, too

        def end() -> None:
            listener.close()
            self._tell_bound(self._grab())

        return end

    def configure(self) -> None:
        """There is no such dialog."""
        raise HotkeyUnavailable("On X11 the keys are chosen in Holdfast's own settings.")

    def _grab(self) -> frozenset[Role]:
        """Keep our keys from the focused program, as far as nobody else has them; which."""
        with self._query_lock:
            if self._query is None:
                return frozenset()
            with suppress(SERVER_GONE):
                self._grabs = Grabs(self._query, self._keymap)
                swallows = self.capabilities.swallows
                kept = {role: key for role, key in self._keys.items() if key.shape in swallows}
                waiting = {Role.CANCEL} & set(kept)  # until it is watched
                return frozenset(waiting | {role for role in set(kept) - waiting if self._grabs.take(kept[role])})
            return frozenset()

    def _let_go(self) -> None:
        with self._query_lock, suppress(SERVER_GONE):
            if self._grabs:
                self._grabs.give_back_all()

    def _tell_bound(self, swallowed: frozenset[Role]) -> None:
        if self._listener:
            self._sink.bound({role: Bound(key.name, role in swallowed) for role, key in self._keys.items()})

    def _hear(self, code: int, down: bool, at: float) -> None:
        if down:
            self._heard[code] = at
        else:
            self._heard.pop(code, None)
            self._pressed_before.discard(code)
        if not down:
            role = self._down.pop(code, None)
            if role is None and code == self._keys[Role.TALK].code:
                role = Role.TALK  # it was down already when listening began, or in another place of the layout
            if role:
                self._sink.edge(Edge(role, EdgeKind.UP, at))
        elif role := self._role(code, at):
            self._down[code] = role
            self._sink.edge(Edge(role, EdgeKind.DOWN, at))

    def _role(self, code: int, at: float) -> Role | None:
        """What a press of that key is for: of several chords with it, the one of which most is held."""
        wanted = [(len(key.modifiers), role) for role, key in self._keys.items() if key.code == code]
        for _, role in sorted(wanted, key=lambda each: -each[0]):
            if role is Role.CANCEL and not self._watching_cancel:
                continue
            if self._held(self._keys[role].modifiers, at):
                return role
        return None

    def _held(self, modifiers: frozenset[Modifier], at: float) -> bool:
        """Whether these were down at that moment. They may be up by now: a busy computer hears of a chord when it is
        over. But one that went down long ago, and is up, came up where nobody heard it."""
        if not modifiers:
            return True
        # The query alone may tell of a modifier that went down after this moment.
        known = self._pressed_before | set(self._heard)
        pressed = (self._pressed() or frozenset()) & known
        held = {code for code, since in self._heard.items() if at - since < FRESH_S} | pressed
        return all(self._keymap.modifiers[each] & held for each in modifiers)

    def _pressed(self) -> frozenset[int] | None:
        """The keycodes that are down now; None if nobody knows."""
        with self._query_lock:
            if self._query is None:
                return None
            try:
                pressed = self._query.query_keymap()
                # Every client is told of keymap changes; unread they would pile up here.
                for _ in range(self._query.pending_events()):
                    self._query.next_event()
            except SERVER_GONE:
                return None
        return frozenset(_codes(pressed))

    def _remap(self, keymap: Keymap) -> None:
        self._keymap = keymap
        moved = {role: _moved(key, keymap) for role, key in self._keys.items()}
        if moved == self._keys:
            return
        self._let_go()
        self._keys = moved
        self._tell_bound(self._grab())


def _find(keymap: Keymap, name: str) -> Key:
    modifiers, last = chord.split(name)
    key = keymap.find(last)
    if not modifiers:
        return key
    return Key(chord.join(modifiers, key.name), key.code, modifiers=modifiers)


def _moved(key: Key, keymap: Keymap) -> Key:
    try:
        return _find(keymap, key.name)
    except HotkeyUnavailable:
        # A tool that changes a layout takes keys away before it gives them back. Until then the key stays where it was,
        # and so it does if it never comes back: it is the key that the user's finger knows.
        log.info("%s is not in the new keyboard layout; its place on the keyboard still works.", key.name)
        return key


def _codes(pressed: Iterable[int]) -> Iterable[int]:
    """The keycodes in the answer to QueryKeymap: a bit for each, the lowest first."""
    return (byte * 8 + bit for byte, bits in enumerate(pressed) if bits for bit in range(8) if bits & 1 << bit)
