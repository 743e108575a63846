"""Reads what another program has on a selection, on a thread and a connection of its own. Imports `messages` and
`snapshot`; knows no Qt.

Nobody else waits for that program: Qt would wait for five seconds for each format, and the whole window with it. It is
given up when it has not said anything for a while, or is not through after a longer one; what it had told until then
is kept. The protocol is ICCCM 2.2-2.7: https://x.org/releases/X11R7.6/doc/xorg-docs/specs/ICCCM/icccm.html
"""

import contextlib
import select
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XError

from .messages import Memory, Selection
from .snapshot import CAP, Snapshot, x11_requests

SILENCE_LIMIT = 2.0
"""Seconds without any answer after which its owner counts as hung. Programs that live answer within 1-20 ms; one that
makes a large picture only now may take a second."""
READING_LIMIT = 10.0
"""Seconds for all of it."""
CLOSE_LIMIT = 2.0
"""Seconds that are waited for the thread. It waits for the server only, which another client may have grabbed."""
_PIECE = 64 * 1024
"""Units of four bytes that are taken from the server at a time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one order to read."""

    ticket: int
    snapshot: Snapshot
    verdict: Memory
    """READY, PARTIAL or TOO_LARGE."""


class _GivenUp(Exception):  # noqa: N818 - no error: it is what the limits are for
    """The owner hangs, or nobody wants this reading any more."""


class _TooLarge(Exception):  # noqa: N818
    """More than the cap."""


class SelectionReader:
    """Reads one selection whenever that is ordered. `told` is called on the thread of the reader, once for every order
    but those that a younger one overtook."""

    def __init__(self, display: str | None, selection: Selection, told: Callable[[Reading], None]) -> None:
        self._display_name = display
        self._selection = selection
        self._told = told
        self._wanted = 0
        self._transfer: _Transfer | None = None
        self._closed = False
        self._bell, self._ear = socket.socketpair()
        self._ear.setblocking(False)
        self._thread = threading.Thread(target=self._run, name=f"read {selection.value}", daemon=True)
        self._thread.start()

    def read(self, ticket: int) -> None:
        """Begin; returns at once. `ticket`: greater than every one before. A reading that is under way is given up."""
        self._wanted = ticket
        self._bell.send(b"!")

    def give_up(self) -> Snapshot:
        """End the reading that is under way, without telling; what it has read until now."""
        transfer = self._transfer  # before the thread hears of it, and lets go of it
        self._wanted = 0
        self._bell.send(b"!")
        return transfer.snapshot if transfer else Snapshot()

    def close(self) -> None:
        """End the thread, whatever it is doing."""
        if not self._closed:
            self._closed = True
            self._bell.send(b"!")
            self._thread.join(CLOSE_LIMIT)
            if not self._thread.is_alive():
                self._bell.close()
                self._ear.close()

    def _run(self) -> None:
        done = 0
        with contextlib.suppress(ConnectionClosedError, DisplayError, OSError):  # without a server Qt ends the program
            line = _Line(self._display_name, self._ear)
            with contextlib.closing(line.display):
                while not self._closed:
                    if self._wanted > done:
                        done = self._wanted
                        self._read(_Transfer(line, self._selection, self._is_wanted(done)), done)
                    else:
                        line.next_event(None)
                        self._hush()

    def _hush(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._ear.recv(4096)

    def _is_wanted(self, ticket: int) -> Callable[[], bool]:
        def wanted() -> bool:
            self._hush()
            return not self._closed and self._wanted == ticket

        return wanted

    def _read(self, transfer: "_Transfer", ticket: int) -> None:
        verdict = Memory.READY
        self._transfer = transfer
        try:
            with contextlib.closing(transfer):
                transfer.run()
        except _GivenUp:
            verdict = Memory.PARTIAL
        except _TooLarge:
            verdict = Memory.TOO_LARGE
        self._transfer = None
        if not self._closed and self._wanted == ticket:
            self._told(Reading(ticket, transfer.snapshot, verdict))


class _Line:
    """A connection to the server. An owner that gives something in pieces may do nothing else until the last one was
    taken (xclip 0.13 does): so what nobody wants any more is taken all the same, though not read."""

    def __init__(self, name: str | None, ear: socket.socket) -> None:
        self.display = Display(name)
        self.display.set_error_handler(lambda *_: None)
        self._ear = ear
        self._unwanted: dict[int, Any] = {}

    def take_unwanted(self, window: Any) -> None:
        """Take what comes to that window, to the end, and destroy it."""
        self._unwanted[window.id] = window

    def next_event(self, seconds: float | None) -> Any:
        """The next event that is not about something unwanted; None if the ear hears something first, or after so many
        seconds (None: never)."""
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            while self.display.pending_events():
                event = self.display.next_event()
                if event.type == X.PropertyNotify and event.window.id in self._unwanted:
                    self._throw_away(event)
                else:
                    return event
            left = None if until is None else max(0.0, until - time.monotonic())
            ready, _, _ = select.select([self.display.fileno(), self._ear], [], [], left)
            if not ready or self._ear in ready:
                return None

    def _throw_away(self, event: Any) -> None:
        if event.state != X.PropertyNewValue:
            return
        piece = event.window.get_property(event.atom, X.AnyPropertyType, 0, 0)
        event.window.delete_property(event.atom)
        if piece is not None and not piece.bytes_after:
            self._unwanted.pop(event.window.id).destroy()
        self.display.flush()


class _Transfer:
    """One reading. It has a window of its own, so that answers to an earlier one go nowhere."""

    def __init__(self, line: _Line, selection: Selection, wanted: Callable[[], bool]) -> None:
        self._line = line
        self._display = display = line.display
        self._wanted = wanted
        self._under_way = False
        """Something comes in pieces, and is not there yet."""
        self._selection = display.intern_atom(selection.value)
        self._property = display.intern_atom("HOLDFAST")
        self._incremental = display.intern_atom("INCR")
        self._window = display.screen().root.create_window(
            0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )
        self._until = time.monotonic() + READING_LIMIT
        self._room = CAP
        self._read: dict[str, bytes] = {}
        self._offered: tuple[str, ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        """What was read until now."""
        return Snapshot(tuple((name, self._read[name]) for name in self._offered if name in self._read))

    def run(self) -> None:
        """Raises _GivenUp, _TooLarge."""
        targets = self._convert("TARGETS")
        targets = (targets or b"")[: len(targets or b"") // 4 * 4]  # whatever a program says, whole atoms count
        names = [self._name(atom) for atom in memoryview(targets).cast("I")]
        requests = x11_requests(names)
        self._offered = tuple(name for each in requests for name in each.names)
        for request in sorted(requests, key=lambda each: each.rank):
            data = self._convert(request.target)
            if data is not None:
                self._read |= dict.fromkeys(request.names, request.decoded(data))

    def close(self) -> None:
        """Read nothing more."""
        if self._under_way:
            self._window.delete_property(self._property)
            self._line.take_unwanted(self._window)
        else:
            self._window.destroy()
        self._display.flush()

    def _name(self, atom: int) -> str:
        try:
            return str(self._display.get_atom_name(atom))
        except XError:  # what its owner said is no atom
            return ""

    def _convert(self, target: str) -> bytes | None:
        """The bytes of one format; None if the owner refused."""
        atom = self._display.intern_atom(target)
        self._window.convert_selection(self._selection, atom, self._property, X.CurrentTime)
        self._display.flush()
        answer = self._await(
            lambda event: event.type == X.SelectionNotify and event.requestor == self._window and event.target == atom
        )
        if answer.property == X.NONE:
            return None
        first = self._window.get_property(self._property, X.AnyPropertyType, 0, 0)
        if first is not None and first.property_type == self._incremental:
            return self._in_pieces()
        return self._take()

    def _in_pieces(self) -> bytes:
        self._under_way = True
        size = self._window.get_full_property(self._property, X.AnyPropertyType)
        if size is not None and size.value and size.value[0] > self._room:
            raise _TooLarge
        self._window.delete_property(self._property)
        self._display.flush()
        pieces: list[bytes] = []
        while True:
            self._await(
                lambda event: (
                    event.type == X.PropertyNotify
                    and event.window == self._window
                    and event.atom == self._property
                    and event.state == X.PropertyNewValue
                )
            )
            piece = self._take()
            if not piece:
                self._under_way = False
                return b"".join(pieces)
            pieces.append(piece)

    def _take(self) -> bytes:
        """The content of our property, which is empty then."""
        pieces: list[bytes] = []
        rest, offset = 1, 0
        while rest:
            answer = self._window.get_property(self._property, X.AnyPropertyType, offset, _PIECE, delete=True)
            if answer is None or answer.property_type == X.NONE:
                break
            piece = _bytes(answer.value)
            self._room -= len(piece)
            rest = answer.bytes_after
            if rest > self._room or self._room < 0:
                raise _TooLarge
            offset += _PIECE
            pieces.append(piece)
        self._display.flush()
        return b"".join(pieces)

    def _await(self, is_it: Callable[[Any], bool]) -> Any:
        until = min(time.monotonic() + SILENCE_LIMIT, self._until)
        while True:
            event = self._line.next_event(max(0.0, until - time.monotonic()))
            if event is not None and is_it(event):
                return event
            if time.monotonic() >= until or not self._wanted():
                raise _GivenUp


def _bytes(value: Any) -> bytes:
    """What python-xlib makes of a property's data: a string of bytes, or an array of larger units."""
    return value.tobytes() if hasattr(value, "tobytes") else bytes(value)
