"""That the program can be loaded and started on Windows and macOS, as far as that can be told without either.

Each test is a process that says it is the other system (`rig/systems/elsewhere.py`).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "rig/systems/elsewhere.py"
SYSTEMS = ("win32", "darwin")


def run(platform: str, what: str, home: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with tempfile.TemporaryDirectory(
        prefix="hf-"
    ) as short:  # Qt makes a socket there, whose path has 107 bytes at most
        environment |= {"QT_QPA_PLATFORM": "offscreen", "HOLDFAST_HOME": str(home), "TMPDIR": short}
        command = [sys.executable, str(PROGRAM), platform, what]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("platform", SYSTEMS)
def test_every_module_can_be_imported(platform: str, tmp_path: Path) -> None:
    assert int(run(platform, "import", tmp_path)) > 150


@pytest.mark.parametrize(("platform", "texts"), [("win32", "words "), ("darwin", " words")])
def test_the_app_starts_inserts_hears_its_key_and_ends(platform: str, texts: str, tmp_path: Path) -> None:
    told = str(sorted(["sent", "talk down", "talk up"]))
    assert run(platform, "start", tmp_path).splitlines()[-1] == f"{told} {texts}".rstrip("\n")
