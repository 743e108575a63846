"""A check that crashes, hangs or chatters costs its own line."""

import os
import subprocess
import sys
import time

import pytest

from app.doctor.finding import Check, Finding
from app.doctor.isolate import look
from rig.desktop import wait_until
from rig.examine import ROOT

PRELUDE = f"""
import os, subprocess, sys, time
sys.path.insert(0, {str(ROOT)!r})
from app.doctor.finding import Check, Finding
from app.doctor.isolate import answer
"""
CHECK = Check("test", lambda: Finding("test", True, "not run here"), seconds=20, if_it_crashes="Install it.")


def found(script: str, check: Check = CHECK) -> Finding:
    return look(check, [sys.executable, "-c", PRELUDE + script])


def test_a_finding_comes_through() -> None:
    script = 'answer(Check("test", lambda: Finding("test", None, "é 日", "Do it.")))'
    assert found(script) == Finding("test", None, "é 日", "Do it.")


def test_noise_before_it_does_not_matter() -> None:
    script = """
print("a library", "talks", end="")
os.write(1, b"\\xff\\n{}\\n")
os.write(2, b"ALSA lib: oh dear")
answer(Check("test", lambda: Finding("test", True, "Fine.")))
"""
    assert found(script) == Finding("test", True, "Fine.")


def test_an_exception_is_what_was_found() -> None:
    script = """
def look():
    raise OSError("no such library")
answer(Check("test", look, if_it_crashes="Install it."))
"""
    assert found(script) == Finding("test", False, "The check failed (OSError: no such library).", "Install it.")


@pytest.mark.parametrize(
    ("crash", "text"),
    [
        ("os.abort()", "The check crashed (SIGABRT): it said nothing."),
        ("os.kill(os.getpid(), 11)", "The check crashed (SIGSEGV): it said nothing."),
        ("os.write(2, b'Could not\\n load.\\n'); os.abort()", "The check crashed (SIGABRT): Could not load."),
        ("sys.exit(3)", "The check crashed (exit code 3): it said nothing."),
        ("print('{}')", "The check crashed (exit code 0): it said nothing."),
        ("print('[1')", "The check crashed (exit code 0): it said nothing."),
    ],
)
def test_a_crash_tells_its_last_words(crash: str, text: str) -> None:
    assert found(crash) == Finding("test", False, text, "Install it.")


def test_a_hang_is_ended_with_everything_it_started(tmp_path) -> None:
    script = f"""
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
with open({str(tmp_path / "pid")!r}, "w") as file:
    file.write(str(child.pid))
time.sleep(3600)
"""
    finding = found(script, Check("test", lambda: Finding("test", True, ""), seconds=2))
    assert (finding.ok, finding.text) == (False, "The check did not come to an end within 2 seconds.")
    child = int((tmp_path / "pid").read_text())

    def is_gone() -> bool:
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True).stdout.strip()
        return state in ("", "Z")

    wait_until(is_gone, what="the end of what the check started")


def test_a_process_that_lives_on_keeps_nobody_waiting(tmp_path) -> None:
    """Something that the check woke holds its output open and has left the process group."""
    script = """
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"], start_new_session=True)
print(child.pid)
answer(Check("test", lambda: Finding("test", True, str(child.pid))))
"""
    begun = time.monotonic()
    finding = found(script)
    assert time.monotonic() - begun < 15  # not a speed: it ended before the child did
    os.kill(int(finding.text), 9)
