"""Says one word to the running Holdfast. Imports the standard library only, and little of it: this is what a
compositor's key binding starts, and every millisecond is between the key and the microphone.

On POSIX it speaks over a socket of the user, on Windows over a named pipe (`app/command_protocol.py`).
"""

import os
import sys

from app import exit_codes
from app.command_protocol import MAX_LINE, address, request

_MAX_REPLY = 65_536
_ABSENT = "Holdfast is not running. Start it with: holdfast"


class Reply:
    """What the running Holdfast said, or why it said nothing.

    `error` is empty when all is well, else a sentence for the user. `answered` tells a refusal from silence. `values`
    holds what came beside `ok` and `error`.
    """

    __slots__ = ("answered", "error", "values")

    def __init__(self, answered: bool, error: str = "", values: dict[str, object] | None = None) -> None:
        self.answered = answered
        self.error = error
        self.values = values or {}

    @property
    def ok(self) -> bool:
        """Whether the command was carried out."""
        return self.answered and not self.error

    @property
    def exit_code(self) -> int:
        """One of `app/exit_codes.py`."""
        if not self.answered:
            return exit_codes.NOT_RUNNING
        return exit_codes.REFUSED if self.error else exit_codes.OK

    @property
    def running(self) -> bool:
        """Whether there is a Holdfast, answering or not."""
        return self.error != _ABSENT


class _NoAnswerError(Exception):
    """There is a Holdfast, but no answer came."""


def send(command: str, timeout: float = 2.0, where: str = "") -> Reply:
    """Say `command` and wait for the answer, `timeout` seconds at the most for each step. Never raises OSError.

    `where` is the address to use instead of this user's.
    """
    line = request(command, _process_start())
    assert len(line) <= MAX_LINE
    try:
        answer = _exchange(where or address(), line, timeout)
    except (FileNotFoundError, ConnectionRefusedError):
        return Reply(False, _ABSENT)
    except _NoAnswerError:
        return Reply(
            False,
            f"Holdfast is running, but did not answer within {timeout:g} seconds. "
            "If that goes on, end it and start it again.",
        )
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Reply(False, f"Holdfast cannot be reached at {where or address()}: {why}.")
    return _read(answer)


def run(command: str) -> int:
    """`holdfast press` and its like: an answer with content as JSON on stdout, a refusal on stderr; the exit code."""
    reply = send(command)
    if not reply.ok:
        print(reply.error, file=sys.stderr)  # noqa: T201
    elif reply.values:
        import json

        print(json.dumps(reply.values))  # noqa: T201
    return reply.exit_code


def _read(answer: bytes) -> Reply:
    if answer.strip() == b'{"ok": true}':  # what press and release get: spares the import of json
        return Reply(True)
    import json

    try:
        values = json.loads(answer)
        ok, error = values.pop("ok"), values.pop("error", "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Reply(
            False,
            "Holdfast broke off without an answer, or another version of it is running. Start it again.",
        )
    return Reply(True, "" if ok else str(error) or "Holdfast refused without a reason.", values)


def _process_start() -> float | None:
    """When this process was started, in seconds since boot; None where the system does not tell.

    Field 22 of /proc/self/stat, counted in clock ticks (proc(5)); the name in field 2 may contain anything, so the
    count begins behind its closing bracket.
    """
    if sys.platform != "linux":
        return None
    try:
        with open("/proc/self/stat", "rb") as stat:  # noqa: PTH123 - pathlib costs start-up time
            return int(stat.read().rpartition(b")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


if sys.platform == "win32":

    def _exchange(where: str, line: bytes, timeout: float) -> bytes:
        import threading

        # A pipe opened as a file knows no timeout; the thread is left behind when it does not return in time.
        outcome: list[bytes | OSError] = []

        def talk() -> None:
            try:
                with open(where, "r+b", buffering=0) as pipe:  # noqa: PTH123
                    pipe.write(line)
                    outcome.append(pipe.readline(_MAX_REPLY))
            except OSError as error:
                outcome.append(error)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        thread.join(timeout)
        match outcome:
            case [bytes() as answer]:
                return answer
            case [OSError() as error]:
                raise error
            case _:
                raise _NoAnswerError

else:

    def _exchange(where: str, line: bytes, timeout: float) -> bytes:
        import socket
        import struct

        bound = struct.pack("ll", int(timeout), int(timeout % 1 * 1_000_000))
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            # Not settimeout: a non-blocking connect fails at once when the queue of waiting clients is full,
            # while a blocking one waits its turn.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, bound)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bound)
            if os.path.exists(where) and os.stat(where).st_uid != os.getuid():  # noqa: PTH110, PTH116
                raise PermissionError(1, "the socket belongs to another user")
            try:
                connection.connect(where)
                connection.sendall(line)
                answer = b""
                while not answer.endswith(b"\n") and len(answer) < _MAX_REPLY and (more := connection.recv(4096)):
                    answer += more
                return answer
            except BlockingIOError as error:
                raise _NoAnswerError from error
