"""The hotkey from the keyboards themselves, on any Linux desktop: only for a user who may read them, and wants that.
Imports the contract, the keyboards, and what their events mean.

Whoever may read /dev/input reads every key that is typed, passwords too, and so do all programs of that user. So this
is never chosen by itself. Nothing is swallowed: a keyboard that is grabbed is nobody else's, and one crash away from a
desktop without keys.
"""

import logging
import os
import selectors
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress

from . import evdev_keys
from .backend import Bound, Capabilities, Edge, HotkeyUnavailable, Key, Role, Sink
from .evdev_devices import Keyboard, Keyboards, LinuxKeyboards
from .evdev_edges import Dropped, EdgeFinder, Edges, KeyEvent, KeyFinder

log = logging.getLogger(__name__)

LOOK_S = 2.0
"""How often new keyboards are looked for."""

MAY_NOT = (
    "You may not read the keyboards of this computer (/dev/input), so the hotkey cannot come from there. To allow it: "
    "`sudo usermod -aG input $USER`, then log out and in again. Every program that you start can read what you type "
    "then. Or choose another way in the settings."
)
NONE = "There is no keyboard in /dev/input. Plug one in, or choose another way to the hotkey in the settings."


class EvdevHotkey:
    """Listens to every keyboard there is, and to those that are plugged in later."""

    capabilities = Capabilities(name="the keyboards' own events")

    def __init__(self, keyboards: Callable[[], Keyboards] = LinuxKeyboards) -> None:
        self._keyboards = keyboards
        self._code = 0
        self._finder: EdgeFinder | None = None
        self._reader: _Reader | None = None

    def start(self, keys: Mapping[Role, Key], sink: Sink) -> None:
        """Listen for `keys`, in place of any others."""
        self.stop()
        finder = EdgeFinder(keys)

        def tell(edges: Edges, at: float) -> None:
            for role, kind in edges:
                sink.edge(Edge(role, kind, at))

        self._reader = _Reader(
            self._keyboards(),
            finder.begins,
            lambda keyboard, event, at: tell(finder.feed(keyboard, event), at),
            lambda keyboard, down, at: tell(finder.is_so(keyboard, down), at),
            lambda keyboard, at: tell(finder.ends(keyboard), at),
        )
        self._finder, self._code = finder, keys[Role.TALK].code
        sink.bound({role: Bound(key.name) for role, key in keys.items()})

    def stop(self) -> None:
        """Listen no more."""
        reader, self._reader = self._reader, None
        if reader:
            reader.close()

    def is_physically_down(self) -> bool | None:
        """Whether the talk key is down on any keyboard."""
        return self._reader.is_down(self._code) if self._reader else None

    def watch_cancel(self, on: bool) -> None:
        """Report the key for cancelling while on."""
        if self._finder:
            self._finder.watching_cancel = on

    def resolve(self, name: str) -> Key:
        """The key of that name, by its place on a US keyboard."""
        return evdev_keys.find(name)

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:
        """Report every key that goes down."""
        finder = KeyFinder(found)
        return _Reader(self._keyboards(), hear=lambda _, event, __: finder.feed(event)).close

    def configure(self) -> None:
        """There is no such dialog."""
        raise HotkeyUnavailable("The keys are chosen in Holdfast's own settings.")


def _nothing(*_: object) -> None:
    """Nobody asked."""


class _Reader:
    """A thread that waits at the keyboards. Raises HotkeyUnavailable if there is none to wait at."""

    def __init__(
        self,
        keyboards: Keyboards,
        begins: Callable[[int, frozenset[int]], None] = _nothing,
        hear: Callable[[int, KeyEvent, float], None] = _nothing,
        is_so: Callable[[int, frozenset[int], float], None] = _nothing,
        ends: Callable[[int, float], None] = _nothing,
    ) -> None:
        self._keyboards = keyboards
        self._begins, self._hear, self._is_so, self._ends = begins, hear, is_so, ends
        self._lock = threading.Lock()
        self._open: dict[int, Keyboard] = {}
        self._selector = selectors.DefaultSelector()
        self._look()
        if not self._open:
            self._selector.close()
            raise HotkeyUnavailable(MAY_NOT if keyboards.refused() else NONE)
        self._stopped, self._stop = os.pipe()
        self._selector.register(self._stopped, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="keyboards", daemon=True)
        self._thread.start()

    def is_down(self, code: int) -> bool | None:
        """Whether the key is down on any keyboard; None if nobody knows."""
        with self._lock:
            known = None
            for keyboard in self._open.values():
                with suppress(OSError):
                    known = bool(known) or code in keyboard.down()
            return known

    def close(self) -> None:
        """End. Nothing is reported any more once this returned. Idempotent."""
        if self._stop >= 0:
            os.close(self._stop)
            self._stop = -1
            self._thread.join()

    def _run(self) -> None:
        with ExitStack() as stack:
            stack.callback(self._leave)
            look_at = time.monotonic() + LOOK_S
            while True:
                ready = [key.fd for key, _ in self._selector.select(max(0.0, look_at - time.monotonic()))]
                at = time.monotonic()
                if self._stopped in ready:
                    return
                for number in ready:
                    self._read(number, at)
                if at >= look_at:
                    self._look()
                    look_at = at + LOOK_S

    def _read(self, number: int, at: float) -> None:
        keyboard = self._open[number]
        try:
            for event in keyboard.read():
                if isinstance(event, Dropped):
                    self._is_so(number, keyboard.down(), at)
                    return  # what else was read is older than that
                self._hear(number, event, at)
        except OSError as error:
            log.info("A keyboard is gone (%s)", error.strerror or error)
            with self._lock:
                del self._open[number]
            self._selector.unregister(number)
            keyboard.close()
            self._ends(number, at)

    def _look(self) -> None:
        for keyboard in self._keyboards.new():
            try:
                down = keyboard.down()
            except OSError:
                keyboard.close()
                continue
            number = keyboard.fileno()
            with self._lock:
                self._open[number] = keyboard
            self._selector.register(number, selectors.EVENT_READ)
            self._begins(number, down)

    def _leave(self) -> None:
        with self._lock:
            for keyboard in self._open.values():
                keyboard.close()
            self._open.clear()
        self._selector.close()
        os.close(self._stopped)
