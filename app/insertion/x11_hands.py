"""The window in front and the user's hands, on an X server. Imports `surroundings`, the hotkey's keymap, python-xlib.

Raw events (https://www.x.org/releases/X11R7.7/doc/inputproto/XI2proto.txt) say that a key or a button went down in any
window. They are asked for only between a text of ours and the first touch, so that a day of typing costs nothing; which
key it was is looked at once, to leave out those that neither write nor move, and forgotten.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier
from Xlib import XK, X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XError
from Xlib.ext import ge, xinput
from Xlib.ext.res import LocalClientPIDMask

from app.hotkey.backend import HotkeyUnavailable
from app.hotkey.x11_keymap import Keymap
from app.hotkey.x11_raw import RAW_EVENT

from .surroundings import Front
from .x11_server import ServerError

_IDLE_KEYS = (
    *("Shift_L", "Shift_R", "Control_L", "Control_R", "Alt_L", "Alt_R", "Meta_L", "Meta_R", "Super_L", "Super_R"),
    *("Hyper_L", "Hyper_R", "ISO_Level3_Shift", "ISO_Level5_Shift", "Mode_switch", "Multi_key"),
    *("Caps_Lock", "Num_Lock", "Scroll_Lock", "Shift_Lock", "Pause", "Print", "Sys_Req"),
    *(f"F{number}" for number in range(1, 36)),
)
"""Keys that neither write nor move when they are pressed, among them all that are proposed as a hotkey but Menu."""
_WHEEL = range(4, 8)
"""Buttons that scroll, and leave the cursor where it is."""
_TOUCHES = xinput.RawKeyPressMask | xinput.RawButtonPressMask


class X11Hands(QObject):
    """One connection. Raises ServerError."""

    def __init__(self, display: str | None, hotkeys: Callable[[], Iterable[str]]) -> None:
        """`hotkeys`: the names of the keys that Holdfast listens for now; they are no touch."""
        super().__init__()
        self._hotkeys = hotkeys
        try:
            self._display: Any = Display(display)
        except (DisplayError, ConnectionClosedError, OSError) as error:
            raise ServerError(f"The X server {display or ''} cannot be reached: {error}") from error
        self._root = self._display.screen().root
        self._opcode = self._raw_opcode()
        self._touched: bool | None = None
        self._idle: frozenset[int] = frozenset()
        self._notifier = QSocketNotifier(self._display.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)

    def front(self) -> Front:
        """See Hands."""
        try:
            focus = self._display.get_input_focus().focus
            if focus == X.PointerRoot:  # without a window manager the keys go where the pointer is
                focus = self._root.query_pointer().child
            window = int(getattr(focus, "id", 0))
            process = self._process(window) if window else 0
            names = self._names(focus) if window else ()
        except (ConnectionClosedError, XError):
            return Front()
        self._hear()
        return Front(window, process, names, self._touched)

    def rest(self) -> None:
        """See Hands."""
        if self._opcode is None:
            return
        try:
            keymap = Keymap.read(self._display)
            self._idle = frozenset(code for code in map(self._code, _IDLE_KEYS) if code)
            for name in self._hotkeys():
                with suppress(HotkeyUnavailable):
                    self._idle |= {keymap.find(name).code}
            self._select(_TOUCHES)
            self._take_events()  # what happened up to now was our own doing
        except ConnectionClosedError:
            return
        self._touched = False

    def close(self) -> None:
        """See Hands."""
        if self._notifier.isEnabled():
            self._notifier.setEnabled(False)
            with suppress(ConnectionClosedError):
                self._display.close()

    def _raw_opcode(self) -> int | None:
        """None: this server has no raw events."""
        if not all(self._display.has_extension(name) for name in (xinput.extname, ge.extname)):
            return None
        opcode: int = self._display.display.get_extension_major(xinput.extname)
        xinput.XIQueryVersion(display=self._display.display, opcode=opcode, major_version=2, minor_version=2)
        for kind in (xinput.RawKeyPress, xinput.RawButtonPress):
            self._display.ge_add_event_data(opcode, kind, RAW_EVENT)
        return opcode

    def _select(self, mask: int) -> None:
        self._root.xinput_select_events([(xinput.AllMasterDevices, mask)])
        self._display.sync()

    def _code(self, name: str) -> int:
        return int(self._display.keysym_to_keycode(XK.string_to_keysym(name)))

    def _process(self, window: int) -> int:
        if not self._display.has_extension("X-Resource"):
            return 0
        answer = self._display.res_query_client_ids([{"client": window, "mask": LocalClientPIDMask}])
        return next((int(number) for each in answer.ids for number in each.value), 0)

    def _names(self, window: Any) -> tuple[str, ...]:
        """WM_CLASS, which is on the toplevel."""
        while (wm_class := window.get_wm_class()) is None and window != self._root:
            window = window.query_tree().parent
        return tuple(wm_class or ())

    def _hear(self) -> None:
        if not self._notifier.isEnabled():
            return
        try:
            if self._take_events() and self._touched is False:
                self._touched = True
                self._select(0)
        except ConnectionClosedError:
            self._notifier.setEnabled(False)
            self._touched = None

    def _take_events(self) -> bool:
        """Whether one of those that have arrived was a touch."""
        touched = False
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == ge.GenericEventCode and event.extension == self._opcode:
                pressed = event.data.detail
                idle = self._idle if event.evtype == xinput.RawKeyPress else _WHEEL
                touched = touched or pressed not in idle
            elif event.type == X.MappingNotify:
                self._display.refresh_keyboard_mapping(event)
        return touched
