"""Insertion on Windows: what has the focus, the clipboard that tells who reads it, the keys. Imports `win32` and the
pure modules for Windows beside it.

Nothing here was run on Windows (docs/decisions/0019-windows-and-macos.md): it follows the documentation, and its tests
run against a stand-in that does what the documentation says.
"""

from collections.abc import Hashable

from . import sentences
from .aim import Aim
from .messages import Chord, Memory
from .snapshot import Snapshot
from .system import Condition, Front, HeardRead, Reading, SendError
from .win32 import Win32
from .windows_formats import (
    CF_UNICODETEXT,
    EXCLUSIONS,
    standard_number,
    unicode_text,
    worth_keeping,
)
from .windows_keys import KeyInput, chord_keys, still_down, text_keys

TYPED = 200
"""Characters of the longest text that is typed. Every one is a message to the program; much more would trickle in."""

OPEN_TRIES = 25
"""How often opening the clipboard is tried, some two milliseconds apart: whoever reads it keeps it for no longer."""

ADMINISTRATOR = 0x3000
"""The level of trust of a program that runs as administrator (SECURITY_MANDATORY_HIGH_RID)."""

_HELD = {
    "Shift": (0xA0, 0xA1),
    "Ctrl": (0xA2, 0xA3),
    "Alt": (0xA4, 0xA5),
    "Win": (0x5B, 0x5C),
}
"""Left and right virtual keys of the modifiers."""

_PASTES_WITH_SHIFT_INSERT = {"consolewindowclass", "cascadia_hosting_window_class", "mintty", "putty"}
_PASTES_WITH_CTRL_SHIFT_V = {"alacritty.exe", "wezterm-gui.exe", "hyper.exe", "tabby.exe"}
"""Terminals, by the class of the window or the program. They may hand Ctrl+V on to the program in them, and the console
of Windows makes wrong characters of typed text (https://github.com/microsoft/terminal/issues/12977)."""


class WindowsSystem:
    """See System."""

    reads_aside = True

    def __init__(self, api: Win32) -> None:
        self._api = api
        self._window = api.create_window(self._render)
        self._target: frozenset[int] = frozenset()
        """The processes of the program that got the chord."""
        self._text = b""
        self._heard: HeardRead | None = None
        """Who is told of reads, while a text is promised."""

    def condition(self) -> Condition:
        """See System."""
        but = "" if (self._api.integrity(0) or 0) >= ADMINISTRATOR else ", but not into one that runs as administrator"
        return Condition(True, f"Text is typed into the program in front, or pasted if it is long{but}.")

    # -------------------------------------------------------------------------------------------- what has the focus

    def front(self) -> Front | None:
        """See System."""
        window = self._api.foreground_window()
        process = self._api.process(window) if window else 0
        if not process:
            return None
        program, kind = self._api.executable(process), self._api.window_class(window)
        suits = _suits(program, kind)
        names = tuple(name for name in (program, program.removesuffix(".exe"), kind) if name)
        refusal = sentences.ELEVATED if self._is_above_us(process) else ""
        return Front(names, Aim(str(process)), suits, TYPED if suits is Chord.CTRL_V else 0, refusal)

    def _is_above_us(self, process: int) -> bool:
        """Whether Windows drops keys that we send there, without a word (User Interface Privilege Isolation)."""
        theirs, ours = self._api.integrity(process), self._api.integrity(0)
        return theirs is None or (ours is not None and theirs > ours)

    # -------------------------------------------------------------------------------------------- keys

    def held(self) -> tuple[str, ...]:
        """See System."""
        return tuple(name for name, keys in _HELD.items() if any(self._api.is_down(key) for key in keys))

    def send(self, chord: Chord) -> None:
        """See System."""
        keys = chord_keys(chord)
        window = self._api.foreground_window()
        self._target = self._api.processes(window) if window else frozenset()
        if self._send(keys) < len(keys):
            raise SendError(sentences.NOT_SENT)

    def type(self, text: str) -> None:
        """See System."""
        keys = text_keys(text)
        taken = self._send(keys)
        if not taken:
            raise SendError(sentences.TYPING_REFUSED)
        if taken < len(keys):
            raise SendError(sentences.TYPED_IN_PART)

    def _send(self, keys: tuple[KeyInput, ...]) -> int:
        taken = self._api.send_input(keys)
        if stuck := still_down(keys[:taken]):
            self._api.send_input(stuck)
        return taken

    # -------------------------------------------------------------------------------------------- clipboard

    def change(self) -> Hashable:
        """See System."""
        return self._api.clipboard_owner(), self._api.sequence_number()

    def owns(self) -> bool:
        """See System. Not by the sequence number: that changes when a promise is kept."""
        return self._api.clipboard_owner() == self._window

    def read(self, cap: int) -> Reading:
        """See System. The clipboard stays open meanwhile, so that what is read belongs together; for a window, because
        one that is open for none is not kept from others."""
        before = self.change()
        if not self._open(self._window):
            return Reading(Memory.PARTIAL, Snapshot(), before)
        try:
            found = [(number, self._api.format_name(number)) for number in self._api.formats()]
            read: list[tuple[str, bytes]] = []
            missed, size = False, 0
            for number, name in worth_keeping(found):
                data = self._api.get_data(number)
                missed |= data is None
                size += len(data or b"")
                if size > cap:
                    return Reading(Memory.TOO_LARGE, Snapshot(), self.change())
                if data is not None:
                    read.append((name, data))
            verdict = Memory.PARTIAL if missed else Memory.READY
            # What was promised was made just now, which counts as a change.
            return Reading(verdict, Snapshot(tuple(read)), self.change())
        finally:
            self._api.close_clipboard()

    def offer(self, text: str, read: HeardRead) -> bool:
        """See System. A promise: Windows asks for the text when somebody wants it (delayed rendering)."""
        self._text, self._heard = unicode_text(text), read
        return self._put([*self._exclusions(), (CF_UNICODETEXT, None)])

    def put_text(self, text: str) -> bool:
        """See System."""
        return self._put([(CF_UNICODETEXT, unicode_text(text))])

    def put_back(self, snapshot: Snapshot) -> bool:
        """See System."""
        return self._put([(self._number(name), data) for name, data in snapshot.formats])

    def close(self) -> None:
        """See System."""
        self._heard = None
        self._api.destroy_window(self._window)

    def _exclusions(self) -> list[tuple[int, bytes | None]]:
        return [(self._api.register_format(name), data) for name, data in EXCLUSIONS.items()]

    def _number(self, name: str) -> int:
        return standard_number(name) or self._api.register_format(name)

    def _open(self, window: int) -> bool:
        for _ in range(OPEN_TRIES):
            if self._api.open_clipboard(window):
                return True
            self._api.pause()
        return False

    def _put(self, content: list[tuple[int, bytes | None]]) -> bool:
        """Replace what is there. False if not all of it could be put there."""
        if not self._open(self._window):
            return False
        try:
            put = [self._api.set_data(*each) for each in content] if self._api.empty_clipboard() else [False]
            return all(put)
        finally:
            self._api.close_clipboard()

    def _render(self, number: int) -> None:
        """Keep the promise, and tell who asked: it is whoever has the clipboard open."""
        if number != CF_UNICODETEXT or self._heard is None:
            return
        self._api.set_data(number, self._text)
        reader = self._api.open_window()
        process = self._api.process(reader) if reader else 0
        self._heard(process in self._target if process else None)


def _suits(program: str, kind: str) -> Chord:
    if kind.lower() in _PASTES_WITH_SHIFT_INSERT:
        return Chord.SHIFT_INSERT
    if program.lower() in _PASTES_WITH_CTRL_SHIFT_V:
        return Chord.CTRL_SHIFT_V
    return Chord.CTRL_V
