"""Windows' libraries through ctypes, with the signatures of their functions. Imports nothing of ours.

Importable anywhere, usable on Windows only. Types have their width in bits, not the names of Windows: structures are so
as large on every system, and tests can look at them.
"""

import ctypes
from collections.abc import Mapping
from typing import Any

windows: Any = ctypes
"""What ctypes has on Windows only: the type checker knows it nowhere else."""

Signatures = Mapping[str, tuple[Any, tuple[Any, ...]]]
"""Result and arguments of each function: without them ctypes would cut handles to 32 bits."""


def library(name: str, signatures: Signatures) -> Any:
    """The library of that name, such as `user32`. Raises OSError."""
    loaded = windows.WinDLL(name, use_last_error=True)
    for function, (result, arguments) in signatures.items():
        declared = getattr(loaded, function)
        declared.restype, declared.argtypes = result, arguments
    return loaded


def callback(result: Any, *arguments: Any) -> Any:
    """The type of a function that Windows calls. (Elsewhere the calling convention is another one.)"""
    return getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)(result, *arguments)
