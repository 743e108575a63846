"""Runs chosen checks of the doctor as `holdfast doctor` does, in an environment that holds nothing it was not given."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.doctor.finding import Finding

ROOT = Path(__file__).parents[2]
_RUN = """
import sys
from app.doctor.catalogue import named
from app.doctor.report import run
sys.exit(run(True, [named(name) for name in sys.argv[1:]]))
"""


@dataclass(frozen=True)
class Examined:
    """What the doctor said."""

    exit_code: int
    findings: dict[str, Finding]


def bare(home: Path) -> dict[str, str]:
    """No display, no session bus, no sound server; a home and a runtime folder under `home`."""
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "PULSE_SERVER": "unix:/nonexistent",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
    }


def examine(environment: dict[str, str], *names: str, cwd: Path | None = None) -> Examined:
    """Look at `names`, in this environment and nothing else."""
    command = [sys.executable, "-P", "-c", _RUN, *names]
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=100)
    assert done.stderr == ""
    findings = [Finding(**each) for each in json.loads(done.stdout)]
    assert [finding.name for finding in findings] == list(names)
    return Examined(done.returncode, {finding.name: finding for finding in findings})
