"""Every press and release of every key, heard on an X server. Imports python-xlib and the contract.

XInput2 raw events (https://www.x.org/releases/X11R7.7/doc/inputproto/XI2proto.txt) of the master keyboards: they come
as keycodes, whoever has the focus, and nothing is grabbed, so a crash of ours leaves nobody's keyboard locked. Slave
devices are left out because each of their events comes again from the master.

What is heard leaves this module as a keycode, for the one comparison that its user makes; nothing is kept or logged.
"""

import logging
import os
import selectors
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError
from Xlib.ext import ge, xinput
from Xlib.protocol import rq

from .backend import HotkeyUnavailable
from .x11_keymap import Keymap

log = logging.getLogger(__name__)

RAW_EVENT = rq.Struct(
    rq.Card16("deviceid"),
    rq.Card32("time"),
    rq.Card32("detail"),
    rq.Card16("sourceid"),
    rq.Card16("valuators_len"),
    rq.Card32("flags"),
    rq.Pad(4),
)
"""xXIRawEvent behind its event type; python-xlib does not know it."""

SERVER_GONE = ConnectionClosedError
"""What python-xlib raises when the server ends or the connection breaks."""


def connect(display_name: str | None) -> Any:
    """A new connection: a `Xlib.display.Display`. None: the display that DISPLAY names. Raises HotkeyUnavailable."""
    try:
        return Display(display_name)
    except (DisplayError, SERVER_GONE, OSError) as cause:
        _drop_sockets(cause)
        raise HotkeyUnavailable(
            f"The X display cannot be reached ({cause}). Start Holdfast inside the desktop session; "
            "the button in its window and `holdfast toggle` need no hotkey."
        ) from cause


def _drop_sockets(failed: BaseException | None) -> None:
    """python-xlib never closes the socket of an attempt that failed: it lives on in the frames of the traceback."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        while failed:
            traceback.clear_frames(failed.__traceback__)
            failed = failed.__context__


def close(display: Any) -> None:
    """Close a connection, also one whose server is gone."""
    try:
        display.close()
    except SERVER_GONE:
        return  # python-xlib closed the socket when it noticed


class RawKeyListener:
    """Listens on a connection and a thread of its own, from its creation until `close`.

    `on_key(keycode, down, at)` for every edge, `on_keymap(keymap)` when the layout or the keyboard in use changed,
    `on_lost()` once if listening ended without `close`. They are called from the listener's thread, and must return
    at once.

    Raises HotkeyUnavailable.
    """

    def __init__(
        self,
        display_name: str | None,
        on_key: Callable[[int, bool, float], None],
        on_keymap: Callable[[Keymap], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._on_key = on_key
        self._on_keymap = on_keymap
        self._on_lost = on_lost
        self._closing = False
        self._lock = threading.Lock()
        self._display = connect(display_name)
        try:
            self._opcode = _select_raw_keys(self._display)
        except HotkeyUnavailable:
            close(self._display)
            raise
        self._woken, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._run, name="hotkey", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening. Nothing is called any more once this returned. Idempotent; may be called from a callback."""
        with self._lock:
            self._closing = True
            if self._wake >= 0:
                os.write(self._wake, b".")
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._listen()
        except SERVER_GONE:
            log.info("The X server ended, or closed the connection.")
        finally:
            close(self._display)
            with self._lock:
                os.close(self._woken)
                os.close(self._wake)
                self._wake = -1
            # Also if a callback raised: a hotkey that fell deaf in silence would be the worst of its failures.
            if not self._closing:
                self._on_lost()

    def _listen(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._display.fileno(), selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._closing:
                if self._take_events():
                    # Behind the edges that wait, which came from the old map; and the answer may bring events along.
                    self._on_keymap(Keymap.read(self._display))
                else:
                    selector.select()

    def _take_events(self) -> bool:
        """Report what has arrived; whether the keymap changed."""
        remapped = False
        while self._display.pending_events():
            event = self._display.next_event()
            at = time.monotonic()
            if self._closing:
                return False
            if event.type == ge.GenericEventCode and event.extension == self._opcode:
                self._on_key(event.data.detail, event.evtype == xinput.RawKeyPress, at)
            elif event.type == X.MappingNotify and event.request == X.MappingKeyboard:
                remapped = True
        return remapped


def _select_raw_keys(display: Any) -> int:
    """Ask for raw key events; the opcode that they carry."""
    if not all(display.has_extension(name) for name in (xinput.extname, ge.extname)):
        raise HotkeyUnavailable(_TOO_OLD)
    opcode: int = display.display.get_extension_major(xinput.extname)
    # Clients that announce less than 2.1 get no raw events while another client has grabbed the keyboard; python-xlib's
    # own query announces 2.0.
    version = xinput.XIQueryVersion(display=display.display, opcode=opcode, major_version=2, minor_version=2)
    if (version.major_version, version.minor_version) < (2, 2):
        raise HotkeyUnavailable(_TOO_OLD)
    for kind in (xinput.RawKeyPress, xinput.RawKeyRelease):
        display.ge_add_event_data(opcode, kind, RAW_EVENT)
    mask = xinput.RawKeyPressMask | xinput.RawKeyReleaseMask
    display.screen().root.xinput_select_events([(xinput.AllMasterDevices, mask)])
    display.sync()
    return opcode


_TOO_OLD = (
    "This X server has no XInput 2.2, so a key cannot be heard in other programs' windows. "
    "Bind a key to `holdfast toggle` in the desktop's keyboard settings, or hold the button in Holdfast's window."
)
