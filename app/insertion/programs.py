"""Which programs have windows, so that rules can be made for them. Imports nothing of ours.

A program's name is one that `rules` finds it by. Where the desktop tells nobody, there are none. Asked on a connection
of its own, which takes about 15 ms: only when somebody wants to see them.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Program:
    """One that has a window."""

    name: str
    title: str
    """Of the window."""


def open_programs(environment: Mapping[str, str]) -> tuple[Program, ...]:
    """Those that have a window, each once, but not Holdfast itself; by title."""
    found = {each.name: each for each in _programs(environment, "_NET_CLIENT_LIST")}
    return tuple(sorted(found.values(), key=lambda each: each.title.casefold()))


def program_in_front(environment: Mapping[str, str]) -> Program | None:
    """The one that has the focus; None if that is Holdfast, or nobody knows."""
    return next(_programs(environment, "_NET_ACTIVE_WINDOW"), None)


def _programs(environment: Mapping[str, str], of_root: str) -> Iterator[Program]:
    """The programs of the windows in that property of the root window, which the window manager keeps.
    https://specifications.freedesktop.org/wm-spec/latest/"""
    if "DISPLAY" not in environment or environment.get("WAYLAND_DISPLAY"):
        return
    from Xlib import X
    from Xlib.display import Display
    from Xlib.error import ConnectionClosedError, DisplayError, XError

    with contextlib.suppress(ConnectionClosedError, DisplayError, OSError):
        display = Display(environment["DISPLAY"])
        with contextlib.closing(display):

            def value(window: Any, name: str) -> Any:
                found = window.get_full_property(display.intern_atom(name), X.AnyPropertyType)
                return found.value if found else b""

            for number in value(display.screen().root, of_root):
                window = display.create_resource_object("window", number)
                with contextlib.suppress(XError):  # it closed just now
                    wm_class = window.get_wm_class()
                    ours = list(value(window, "_NET_WM_PID")) == [os.getpid()]
                    title = bytes(value(window, "_NET_WM_NAME")).decode("utf-8", "replace")
                    if wm_class and not ours:
                        yield Program(wm_class[1].casefold(), title or str(window.get_wm_name() or wm_class[1]))
