"""A keyboard that presses keys on Wayland: one session with the RemoteDesktop portal, for as long as Holdfast runs.
Imports the portal's session and the kept leave. No Qt.

The user is asked once: the desktop's dialog comes with the first session, and a restore token makes every later one
silent (measured: 10 ms on KWin 6.7). The keys of that keyboard are keycodes, so the desktop's layout applies to them.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

from jeepney import Message

from app.dbus.portal import DIALOG_S, Kind, Portal, PortalTrouble
from app.dbus.portal_session import PortalSession

from .restore_token import Leave, LeaveFile

log = logging.getLogger(__name__)

INTERFACE = "org.freedesktop.portal.RemoteDesktop"
KEYBOARD = 1
"""The device type, of SelectDevices and of what Start answers."""
UNTIL_REVOKED = 2
"""The persist mode."""

LEFT_CTRL, LEFT_SHIFT, V, INSERT = 29, 42, 47, 110
"""Linux keycodes (linux/input-event-codes.h)."""


class KeyboardState(Enum):
    """What the keyboard can do now."""

    OPENING = "opening"
    """The session is being opened; the desktop may be asking the user."""
    READY = "ready"
    REFUSED = "refused"
    """The user does not want it. Nobody is asked again before `ask_again`."""
    UNAVAILABLE = "unavailable"
    """This desktop has no such thing, or it does not work."""


class Pressed(Enum):
    """What became of a chord."""

    YES = "yes"
    """The desktop took every key of it."""
    NO = "no"
    """Nothing was pressed."""
    UNKNOWN = "unknown"
    """Some of it may have been: the desktop broke off, or did not answer."""


Done = Callable[[Pressed], None]


class RemoteKeyboard:
    """One session, opened again by itself when the desktop closes it.

    `leave`: the file in which the user's leave is kept. `changed` is called with every new state but the first, on a
    thread of the session's.
    """

    def __init__(self, app_id: str, leave: Path, changed: Callable[[KeyboardState], None] = lambda _: None) -> None:
        self._changed = changed
        self._file = LeaveFile(leave)
        self._lock = threading.Lock()
        self._state = KeyboardState.REFUSED if self._file.read().refused else KeyboardState.OPENING
        self._handle = ""
        self._numbers = count(1)
        self._waiting: dict[int, Done] = {}
        self._session = PortalSession(app_id, self)
        self._started = False

    @property
    def state(self) -> KeyboardState:
        """What it can do now."""
        return self._state

    def start(self) -> None:
        """Open the session in the background, unless the user has said no. The desktop may show its dialog now."""
        if self._state is KeyboardState.OPENING and not self._started:
            self._started = True
            self._session.start()

    def ask_again(self) -> None:
        """Ask the user, who had said no, once more."""
        if self._state in (KeyboardState.REFUSED, KeyboardState.UNAVAILABLE):
            self._keep(Leave())
            self._become(KeyboardState.OPENING)
            if self._started:
                self._session.ask_again()
            else:
                self.start()

    def press(self, chord: Sequence[int], done: Done) -> None:
        """Press these keycodes in order, and release them in the reverse order. `done` is called exactly once: before
        this returns if the keyboard is not ready, else on the session's thread."""
        with self._lock:
            ready = self._state is KeyboardState.READY
            number = next(self._numbers)
            if ready:
                self._waiting[number] = done
        if not ready:
            done(Pressed.NO)
        elif not self._session.with_portal(lambda portal: self._press(portal, tuple(chord), number)):
            self._settle(number, Pressed.NO)

    def close(self) -> None:
        """Give the keyboard back. What was not pressed yet never is. Idempotent."""
        self._session.stop()
        self._settle_all()

    # ---------------------------------------------------------------------------------------- on the session's thread

    def open(self, portal: Portal, stack: ExitStack) -> None:  # noqa: ARG002 - nothing is listened for
        """Have the session started."""
        handle = portal.create_session(INTERFACE)
        kept = self._file.read()
        options: dict[str, tuple[str, Any]] = {"types": ("u", KEYBOARD), "persist_mode": ("u", UNTIL_REVOKED)}
        if kept.token:
            options["restore_token"] = ("s", kept.token)
        try:
            portal.request(INTERFACE, "SelectDevices", "oa{sv}", handle, options=options)
        except PortalTrouble as trouble:
            if trouble.kind is Kind.FAILED and kept.token:
                self._keep(Leave())  # it may be that what is in the file is no token: without it at the next attempt
            raise
        started = portal.request(INTERFACE, "Start", "osa{sv}", handle, "", seconds=DIALOG_S)
        match started:
            case {"restore_token": (_, str(token))}:
                self._keep(Leave(token=token))
            case _:
                self._keep(Leave())  # the old one is used up
        match started:
            case {"devices": (_, int(devices))} if devices & KEYBOARD:
                self._handle = handle
                self._become(KeyboardState.READY)
            case _:
                raise PortalTrouble(Kind.REFUSED, "no keyboard among the devices")

    def hear(self, message: Message) -> None:
        """Nothing is said by this portal but that a session ends."""

    def closed(self) -> None:
        """Whatever was to be pressed is not."""
        self._become(KeyboardState.OPENING)
        self._settle_all()

    def gave_up(self, trouble: PortalTrouble) -> None:
        """There is no keyboard."""
        if trouble.kind is Kind.REFUSED:
            self._keep(Leave(refused=True))
            self._become(KeyboardState.REFUSED)
        else:
            self._become(KeyboardState.UNAVAILABLE)

    def _press(self, portal: Portal, chord: tuple[int, ...], number: int) -> None:
        with self._lock:
            done = self._waiting.pop(number, None)
        if done is None:
            return
        edges = [(code, 1) for code in chord] + [(code, 0) for code in reversed(chord)]
        calls: list[tuple[str, str, tuple[Any, ...]]] = [
            ("NotifyKeyboardKeycode", "oa{sv}iu", (self._handle, {}, code, down)) for code, down in edges
        ]
        result = Pressed.UNKNOWN
        try:
            portal.call_all(INTERFACE, calls)
            result = Pressed.YES
        finally:
            done(result)

    def _settle(self, number: int, result: Pressed) -> None:
        with self._lock:
            done = self._waiting.pop(number, None)
        if done:
            done(result)

    def _settle_all(self) -> None:
        for number in list(self._waiting):
            self._settle(number, Pressed.NO)

    def _become(self, state: KeyboardState) -> None:
        with self._lock:
            changed, self._state = state is not self._state, state
        if changed:
            self._changed(state)

    def _keep(self, leave: Leave) -> None:
        try:
            self._file.write(leave)
        except OSError as error:
            log.warning("The desktop's leave to press keys could not be kept (%s): it will ask again.", error.strerror)
