"""Runs one check in a process of its own. Imports `finding`.

What it looks at may crash the process (Qt aborts when its platform plugin lacks a library), hang in a driver, or print
on its own. Output goes to files, not pipes: a daemon that the check woke may keep a pipe open for ever.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO

from .finding import Check, Finding


def look(check: Check, command: Sequence[str] = ()) -> Finding:
    """The finding of `check`; a crash or a hang is a finding too. Never raises for what the check does.

    `command` is what to start instead of `python -m app.doctor NAME`.
    """
    # -P: a folder named "app" where the user happens to be is not ours.
    command = command or [sys.executable, "-P", "-m", "app.doctor", check.name]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True)
        try:
            code = process.wait(check.seconds)
        except subprocess.TimeoutExpired:
            return Finding(
                check.name,
                False,
                f"The check did not come to an end within {check.seconds:g} seconds.",
                "Something that Holdfast needs hangs. Log out and in again; if that does not help, report it.",
            )
        finally:
            _end(process)
        return _read(out) or _crash(check, code, err)


def answer(check: Check) -> int:
    """Run `check` in this process and print what it finds as JSON, for the process that called `look`."""
    try:
        finding = check.look()
    except Exception as error:  # whatever goes wrong in a check is what it found
        text = f"The check failed ({type(error).__name__}: {error})."
        finding = Finding(check.name, False, text, check.if_it_crashes)
    print(f"\n{json.dumps(asdict(finding))}", flush=True)  # noqa: T201
    # Threads of drivers may still run, and some libraries crash when they are torn down.
    os._exit(0)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Leave nothing of the check behind, whichever processes it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(out: IO[bytes]) -> Finding | None:
    """The finding in the last line, below whatever a library printed."""
    out.seek(0)
    last = out.read().decode("utf-8", "replace").rstrip("\n").rpartition("\n")[2]
    try:
        return Finding(**json.loads(last))
    except (ValueError, TypeError):
        return None


def _crash(check: Check, code: int, err: IO[bytes]) -> Finding:
    err.seek(0)
    said = " ".join(err.read()[-2000:].decode("utf-8", "replace").split())
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    text = f"The check crashed ({how}): {said[-300:].strip() or 'it said nothing'}"
    return Finding(check.name, False, text.rstrip(".") + ".", check.if_it_crashes)
