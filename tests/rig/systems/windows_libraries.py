"""Stand-ins for Windows' libraries, for the modules that call them through ctypes.

Each call is checked as ctypes would: the number of arguments, and that each can be handed over as what was declared.
"""

import ctypes
import queue
import struct
from collections.abc import Callable
from typing import Any

import pytest

WM_QUIT = 0x12


class Function:
    """One function of a library, as ctypes has it."""

    def __init__(self, name: str, does: Callable[..., Any]) -> None:
        self.name = name
        self.does = does
        self.restype: Any = None
        self.argtypes: tuple[Any, ...] | None = None
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, *arguments: Any) -> Any:
        assert self.argtypes is not None, f"{self.name} was not declared"
        assert len(arguments) == len(self.argtypes), f"{self.name} takes {len(self.argtypes)} arguments"
        for kind, argument in zip(self.argtypes, arguments, strict=True):
            kind.from_param(argument)
        self.calls.append(arguments)
        return self.does(*arguments)


class FakeLibraries:
    """user32, kernel32 and advapi32: what is not set in `does` gives 0."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.does: dict[str, Callable[..., Any]] = {}
        self.functions: dict[str, Function] = {}
        self.error = 0
        self.memory: dict[int, Any] = {}
        self.messages: queue.Queue[tuple[int, int]] = queue.Queue()
        self.does |= {
            "GlobalAlloc": self._allocate,
            "GlobalLock": lambda handle: ctypes.addressof(self.memory[handle]),
            "GlobalSize": lambda handle: ctypes.sizeof(self.memory[handle]),
            "GlobalFree": lambda handle: self.memory.pop(handle) and 0,
            "GetMessageW": self._next_message,
            "PostThreadMessageW": lambda _, message, first, __: self.messages.put((message, first)) or 1,
            "GetCurrentThreadId": lambda: 77,
        }
        for name, value in {
            "WinDLL": lambda name, use_last_error: _Library(self, name),
            "get_last_error": lambda: self.error,
            "set_last_error": lambda error: setattr(self, "error", error),
            "WinError": lambda code: OSError(code, f"Windows' error {code}"),
        }.items():
            monkeypatch.setattr(ctypes, name, value, raising=False)

    def function(self, name: str) -> Function:
        """The function of that name."""
        return self.functions.setdefault(name, Function(name, lambda *given: self.does.get(name, _nothing)(*given)))

    def calls(self, name: str) -> list[tuple[Any, ...]]:
        """What it was called with."""
        return self.function(name).calls

    def content(self, handle: int) -> bytes:
        """What lies in that memory."""
        return bytes(self.memory[handle])

    def put(self, data: bytes) -> int:
        """Memory with this content."""
        handle = self._allocate(0, len(data))
        ctypes.memmove(self.memory[handle], data, len(data))
        return handle

    def _allocate(self, _flags: int, size: int) -> int:
        handle = 0x7FFF_0000_0000 + len(self.memory)
        self.memory[handle] = ctypes.create_string_buffer(size)
        return handle

    def _next_message(self, message: Any, *_: Any) -> int:
        message._obj.message, message._obj.first = self.messages.get(timeout=30)
        return 0 if message._obj.message == WM_QUIT else 1


class _Library:
    def __init__(self, libraries: FakeLibraries, name: str) -> None:
        self._libraries = libraries
        assert name in ("user32", "kernel32", "advapi32")

    def __getattr__(self, name: str) -> Function:
        return self._libraries.function(name)


def _nothing(*_: Any) -> int:
    return 0


def mandatory_label(buffer: Any, sid: int) -> None:
    """Fill in a TOKEN_MANDATORY_LABEL."""
    struct.pack_into("QI", buffer, 0, sid, 0x20)
