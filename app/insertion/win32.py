"""What insertion asks of Windows, call by call: a narrow Protocol, so that all above it runs in tests. Imports
`windows_keys`."""

from collections.abc import Callable, Sequence
from typing import Protocol

from .windows_keys import KeyInput

RenderFormat = Callable[[int], None]
"""Called with the number of a format that somebody wants (WM_RENDERFORMAT)."""


class Win32(Protocol):
    """Named after the functions of Windows that it stands for; see `windows_api` for the documentation of each.

    All of it belongs to one thread, where somebody dispatches messages. But any thread may read the clipboard, between
    `open_clipboard` and `close_clipboard`.
    """

    # windows and processes

    def foreground_window(self) -> int:
        """The window that the user works with; 0 while none is."""

    def window_class(self, window: int) -> str:
        """The name of its class; empty if it is gone."""

    def processes(self, window: int) -> frozenset[int]:
        """The processes of this window and the windows in it; a store app owns only the inner one."""

    def process(self, window: int) -> int:
        """The process of this window; 0 if it is gone."""

    def executable(self, process: int) -> str:
        """The name of its program, such as `notepad.exe`; empty if Windows does not tell."""

    def integrity(self, process: int) -> int | None:
        """The level of trust that it runs with (0x2000 for ordinary programs, 0x3000 as administrator); None if we may
        not even ask. `process` 0: our own."""

    # keys

    def is_down(self, key: int) -> bool:
        """Whether a virtual key is down right now."""

    def send_input(self, keys: Sequence[KeyInput]) -> int:
        """Type these without a break. How many of them Windows took."""

    # clipboard

    def create_window(self, render: RenderFormat) -> int:
        """A window that nobody sees, which may own the clipboard."""

    def destroy_window(self, window: int) -> None:
        """End it."""

    def pause(self) -> None:
        """Let a millisecond or two pass."""

    def open_clipboard(self, window: int) -> bool:
        """Keep all others from the clipboard. False while somebody else does. `window`: who owns it once it is emptied.
        May be called from any thread, which then reads, and closes it."""

    def close_clipboard(self) -> None:
        """Let others to the clipboard."""

    def empty_clipboard(self) -> bool:
        """Clear it, and become its owner."""

    def set_data(self, number: int, data: bytes | None) -> bool:
        """Put data there; None promises it, for when somebody asks."""

    def get_data(self, number: int) -> bytes | None:
        """The data of one format; None if it cannot be had."""

    def formats(self) -> tuple[int, ...]:
        """What is there, in the order of being put there, and behind it what Windows can make of it."""

    def format_name(self, number: int) -> str:
        """The name of a registered format; empty for another one."""

    def register_format(self, name: str) -> int:
        """Its number."""

    def sequence_number(self) -> int:
        """Another number after every change of the clipboard."""

    def clipboard_owner(self) -> int:
        """The window that put there what is there; 0 if none did."""

    def open_window(self) -> int:
        """The window for which the clipboard is open; 0 if it is for none."""
