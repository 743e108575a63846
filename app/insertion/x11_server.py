"""The X server as an insertion needs it: keys, focus, and who owns a selection. Imports `messages` and `target`.

A connection of its own, through python-xlib, because Qt offers none of this. Every method belongs to the thread that
made the object; a method that asks the server waits for its answer (0.1 ms on a local server), none waits for another
program.
"""

import contextlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from Xlib import XK, X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XError
from Xlib.ext import xfixes
from Xlib.ext.res import LocalClientPIDMask

from .aim import Aim
from .inserter import MakeWay, no_way
from .messages import Chord, Selection
from .target import Target
from .x11_typing import type_text

_SPOILERS = {
    "Shift": ("Shift_L", "Shift_R"),
    "Ctrl": ("Control_L", "Control_R"),
    "Alt": ("Alt_L", "Alt_R", "Meta_L", "Meta_R"),
    "Super": ("Super_L", "Super_R", "Hyper_L", "Hyper_R"),
    "AltGr": ("ISO_Level3_Shift", "Mode_switch"),
    "Insert": ("Insert",),
}
"""Keys that make another chord of ours while they are down. Caps Lock, Num Lock and Scroll Lock do not."""


_KEYS = {
    Chord.SHIFT_INSERT: (XK.XK_Shift_L, XK.XK_Insert),
    Chord.CTRL_V: (XK.XK_Control_L, XK.XK_v),
    Chord.CTRL_SHIFT_V: (XK.XK_Control_L, XK.XK_Shift_L, XK.XK_v),
}


class ServerError(Exception):
    """This X server cannot be used for inserting. The message says why."""


class ChordError(Exception):
    """The keyboard layout lacks a key of the chord."""


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    """A selection went to another window; `owner` is 0 if it has none any more."""

    selection: Selection
    owner: int


_EVERY_CHANGE = (
    xfixes.XFixesSetSelectionOwnerNotifyMask
    | xfixes.XFixesSelectionWindowDestroyNotifyMask
    | xfixes.XFixesSelectionClientCloseNotifyMask
)


class Server:
    """One connection to the X server. `make_way`: has the keyboard let go of while keys are pressed. Raises
    ServerError."""

    def __init__(self, name: str | None = None, make_way: MakeWay = no_way) -> None:
        self.name = name
        self._make_way = make_way
        try:
            self._display = Display(name)
        except (DisplayError, ConnectionClosedError, OSError) as error:
            raise ServerError(f"The X server {name or ''} cannot be reached: {error}") from error
        for extension in ("XTEST", "XFIXES"):
            if not self._display.has_extension(extension):
                self._display.close()
                raise ServerError(f"The X server lacks the extension {extension}.")
        self._display.set_error_handler(_ignore_error)
        self._root = self._display.screen().root
        self._window = self._root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        self._atoms = {each: self._display.intern_atom(each.value) for each in Selection}
        self._selections = {atom: each for each, atom in self._atoms.items()}
        self._gtk_mark = self._display.intern_atom("_GTK_THEME_VARIANT")  # on every toplevel of GTK 3 and 4
        self._news: deque[OwnerChanged] = deque()
        self._display.xfixes_query_version()
        for atom in self._atoms.values():
            self._display.xfixes_select_selection_input(self._window, atom, _EVERY_CHANGE)
        self._read_keymap()

    def close(self) -> None:
        """Give the connection back."""
        self._display.close()

    def fileno(self) -> int:
        """Readable when `news` may have something to tell."""
        return int(self._display.fileno())

    # -------------------------------------------------------------------------------------------- keys

    def held(self) -> tuple[str, ...]:
        """Names of the keys that would spoil the chord: those down, and modifiers latched by sticky keys."""
        down = self._display.query_keymap()
        mask = self._root.query_pointer().mask
        self._take_events()
        return tuple(
            name
            for name, codes in self._spoilers.items()
            if mask & self._masks[name] or any(down[code // 8] >> code % 8 & 1 for code in codes)
        )

    def send(self, chord: Chord) -> None:
        """Press the chord and let go of it. Raises ChordError if the keyboard layout lacks one of its keys.

        All events leave in one write: there is no moment at which an exception could leave a key down.
        """
        codes = [self._display.keysym_to_keycode(symbol) for symbol in _KEYS.get(chord, ())]
        if not codes or not all(codes):
            raise ChordError
        with self._make_way() as way_was_barred:
            for code in codes:
                self._display.xtest_fake_input(X.KeyPress, code)
            for code in reversed(codes):
                self._display.xtest_fake_input(X.KeyRelease, code)
            if way_was_barred:
                self._display.sync()
            else:
                self._display.flush()

    def type(self, text: str) -> None:
        """Type it, key by key. Raises TypingError if it cannot be typed; nothing was typed then."""
        with self._make_way():
            type_text(self._display, text)

    def _read_keymap(self) -> None:
        self._spoilers = {name: self._codes(symbols) for name, symbols in _SPOILERS.items()}
        modifiers = list(enumerate(self._display.get_modifier_mapping()))
        self._masks = {
            name: sum(1 << bit for bit, keys in modifiers if codes & set(keys) and bit != X.LockMapIndex)
            for name, codes in self._spoilers.items()
        }

    def _codes(self, symbols: tuple[str, ...]) -> set[int]:
        found = (self._display.keysym_to_keycodes(XK.string_to_keysym(symbol)) for symbol in symbols)
        return {code for codes in found for code, _ in codes}

    # -------------------------------------------------------------------------------------------- windows

    def target(self) -> Target | None:
        """The window that gets the keys; None if none does."""
        focus = self._focus()
        if focus is None:
            return None
        try:
            window = focus  # often a child of the program's own; the marks are on its toplevel
            while (wm_class := window.get_wm_class()) is None and window != self._root:
                window = window.query_tree().parent
            marked = self.same_connection(focus.id, self.owner(Selection.PRIMARY))
            gtk = marked and window.get_full_property(self._gtk_mark, X.AnyPropertyType) is not None
            return Target(focus.id, wm_class or (), gtk, marked, self._process_name(focus.id))
        except XError:  # it closed just now
            return None

    def program(self) -> Aim | None:
        """The program whose window gets the keys; None if none does."""
        window = self._focus()
        return self.program_of(window.id) if window else None

    def program_of(self, window: int) -> Aim:
        """The program that made this window."""
        return Aim(f"{window & self._connection:x}")

    def _focus(self) -> Any:
        """The python-xlib window; None if there is none."""
        focus = self._display.get_input_focus().focus
        if focus == X.PointerRoot:  # without a window manager the keys go where the pointer is
            focus = self._root.query_pointer().child
        return None if isinstance(focus, int) else focus

    def same_program(self, one: int, other: int) -> bool:
        """Whether two windows belong to one program: to one connection, or at least to one process."""
        return self.same_connection(one, other) or bool(self._process(one) & self._process(other))

    def same_connection(self, one: int, other: int) -> bool:
        """Whether one connection to the server made both windows."""
        return one & self._connection == other & self._connection

    @property
    def _connection(self) -> int:
        """The bits of a window's number that tell which connection made it."""
        return ~int(self._display.display.info.resource_id_mask) & 0xFFFFFFFF

    def _process_name(self, window: int) -> str:
        for number in self._process(window):
            with contextlib.suppress(OSError):  # it is gone, or runs elsewhere
                return Path(f"/proc/{number}/comm").read_text().strip()
        return ""

    def _process(self, window: int) -> set[int]:
        if not self._display.has_extension("X-Resource"):
            return set()
        try:
            answer = self._display.res_query_client_ids([{"client": window, "mask": LocalClientPIDMask}])
        except XError:  # the program is gone
            return set()
        return {number for each in answer.ids for number in each.value}

    # -------------------------------------------------------------------------------------------- selections

    def selection(self, atom: int) -> Selection | None:
        """The selection of that atom, if it is one of the two."""
        return self._selections.get(atom)

    def owner(self, selection: Selection) -> int:
        """The window that owns this selection; 0 if none does."""
        return _id(self._display.get_selection_owner(self._atoms[selection]))

    def window_manager(self) -> int:
        """A window of the window manager's; 0 if none runs."""
        return _id(self._display.get_selection_owner(self._display.intern_atom("WM_S0")))

    def has_clipboard_manager(self) -> bool:
        """Whether some program promises to keep the clipboard of one that ends."""
        return _id(self._display.get_selection_owner(self._display.intern_atom("CLIPBOARD_MANAGER"))) != 0

    def news(self) -> Iterator[OwnerChanged]:
        """What happened up to now, in the order in which it happened.

        Whatever the server knew before the last question that it answered is among it.
        """
        self._take_events()
        while self._news:
            yield self._news.popleft()

    def has_news(self) -> bool:
        """Whether `news` has something to tell right now."""
        self._take_events()
        return bool(self._news)

    def _take_events(self) -> None:
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.MappingNotify:
                self._display.refresh_keyboard_mapping(event)
                self._read_keymap()
            elif isinstance(event, xfixes.SelectionNotify):
                self._news.append(OwnerChanged(self._selections[event.selection], _id(event.owner)))


def _id(window: object) -> int:
    """The number of a window; python-xlib gives 0 as a plain integer."""
    return int(getattr(window, "id", 0))


def _ignore_error(error: XError, request: object) -> None:
    """Windows of other programs may vanish between two requests: nothing to tell anyone."""
