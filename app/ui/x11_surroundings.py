"""The surroundings on X11, over a connection of its own. Imports python-xlib.

One question is one to three round trips (0.4 ms each at most, measured): asking at each press costs nothing that is
felt. Sources: _NET_ACTIVE_WINDOW and _NET_WM_CM_Sn of the Extended Window Manager Hints
(https://specifications.freedesktop.org/wm-spec/latest/).
"""

from PySide6.QtCore import QRect
from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, XError


class X11Surroundings:
    """Asks the X server."""

    def __init__(self) -> None:
        self._display = Display()
        self._root = self._display.screen().root
        self._active = self._display.intern_atom("_NET_ACTIVE_WINDOW")
        self._compositor = self._display.intern_atom(f"_NET_WM_CM_S{self._display.get_default_screen()}")

    def focused_window(self) -> QRect | None:
        """Where the window manager's active window is, in device pixels."""
        try:
            known = self._root.get_full_property(self._active, X.AnyPropertyType)
            if known is None or not known.value or not known.value[0]:
                return None
            window = self._display.create_resource_object("window", known.value[0])
            shape = window.get_geometry()
            place = window.translate_coords(self._root, 0, 0)
        except (XError, ConnectionClosedError):
            # The window went away between two questions, or the server did: nothing is known.
            return None
        return QRect(-place.x, -place.y, shape.width, shape.height)

    def composited(self) -> bool:
        """Whether a compositor runs now: some desktops suspend theirs for games."""
        try:
            return self._display.get_selection_owner(self._compositor) != X.NONE
        except ConnectionClosedError:
            return False
