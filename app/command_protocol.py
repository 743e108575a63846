"""The words that a running Holdfast understands from outside, and where it listens. Imports no Qt and nothing of ours.

A client sends one line, `COMMAND` or `COMMAND STARTED`, and gets one line of JSON back: `{"ok": true, ...}` or
`{"ok": false, "error": "a sentence"}`. `STARTED` is when the client's process was started, in seconds since boot
(Linux only). It puts `press` and `release` in order: a compositor starts a process for each, and the one that was
started first is not always the one that arrives first.

Both ends import this module, and one of them must start in a few milliseconds: no dataclasses, no typing, no json.
"""

import os
import sys
import zlib

COMMANDS = ("press", "release", "toggle", "cancel", "insert-again", "status", "show", "reload", "keys", "quit")
"""`reload`: another process changed the history. `keys`: another process changed the key store."""

MAX_LINE = 64
"""Bytes of the longest line that is read, newline included."""

_SUN_PATH = 104
"""Bytes of a socket's path, with its final zero, that fit everywhere: 108 on Linux, 104 on macOS and the BSDs."""


class RequestError(Exception):
    """The line is no command. The message is a sentence for the one who sent it."""


def address() -> str:
    """Where this user's Holdfast listens: a socket's path, or on Windows a pipe's name.

    The same for every process of the user, whatever its working folder, so that a key binding finds the app. One that
    lives in a folder of its own (`HOLDFAST_HOME`, see `app/folders.py`) listens at an address of its own, but not in
    that folder: it may be on a disk that cannot hold a socket.
    """
    name = "command"
    if home := os.environ.get("HOLDFAST_HOME"):
        name += f"-{zlib.crc32(os.fsencode(os.path.abspath(home))):08x}"  # noqa: PTH100 - pathlib costs start-up time
    if sys.platform == "win32":
        return rf"\\.\pipe\holdfast-{os.environ.get('USERNAME', 'user')}-{name}"
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    if sys.platform == "darwin":
        runtime = os.environ.get("TMPDIR", "")  # the user's own folder, set by launchd for every process
    path = f"{runtime.rstrip('/')}/holdfast/{name}.sock"
    if path.startswith("/") and len(os.fsencode(path)) < _SUN_PATH and os.path.isdir(runtime):  # noqa: PTH112
        return path
    return f"/tmp/holdfast-{os.getuid()}/{name}.sock"  # noqa: S108 - the folder is checked before it is used


def request(command: str, started: float | None = None) -> bytes:
    """The line for `command`, with its newline."""
    assert command in COMMANDS, command
    return (command if started is None else f"{command} {started:.2f}").encode("ascii") + b"\n"


def parse(line: bytes) -> tuple[str, float | None]:
    """The command in `line`, and when its sender was started if it says so. Raises RequestError."""
    words = line.decode("ascii", "replace").split()
    if not words or words[0] not in COMMANDS:
        shown = ascii(words[0][:20]) if words else "an empty line"
        raise RequestError(f"{shown} is no command of Holdfast. There are: {', '.join(COMMANDS)}.")
    match words[1:]:
        case []:
            return words[0], None
        case [number] if number.replace(".", "", 1).isdecimal():
            return words[0], float(number)
        case _:
            raise RequestError(f"After {words[0]} only the time may follow at which the sender was started.")
