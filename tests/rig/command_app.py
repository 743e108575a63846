"""A Qt process with nothing but a command server, for tests that kill it: `python -m rig.command_app`.

`status` tells which commands were handled, `cancel` is refused, `toggle` breaks off with a bug.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.command_socket import CommandServer, RefusedError

ROOT = Path(__file__).parents[2]


def environment(runtime: Path) -> dict[str, str]:
    """Everything that a process needs to find our packages, and to live under `runtime`."""
    inherited = {name: value for name, value in os.environ.items() if name != "HOLDFAST_HOME"}
    return {**inherited, "XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}


@contextmanager
def command_app(runtime: Path) -> Iterator[subprocess.Popen[str]]:
    """Such a process; `stdout` has been read up to its first line, in `first_line`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rig.command_app"],
        env=environment(runtime),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    process.first_line = process.stdout.readline().strip()  # type: ignore[attr-defined]
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def main() -> int:
    """Say `listening`, or `handed over: ERROR`, and serve until `quit`."""
    qt = QCoreApplication([])
    handled: list[str] = []

    def handle(command: str) -> dict[str, object] | None:
        handled.append(command)
        match command:
            case "status":
                return {"state": "idle", "handled": handled[:-1]}
            case "cancel":
                raise RefusedError("There is no dictation to cancel.")
            case "toggle":
                raise ZeroDivisionError
            case "quit":
                qt.quit()  # no turn of the event loop follows
        return None

    server = CommandServer(handle)
    if (reply := server.start()) is not None:
        print("handed over:", reply.error, flush=True)
        return reply.exit_code
    print("listening", flush=True)
    qt.exec()
    server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
