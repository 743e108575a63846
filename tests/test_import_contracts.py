"""The import contracts in pyproject.toml, each proved by an import that must break it. That they hold is checked by
`lint-imports` itself, in ./test."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

OFFENCES = [
    ("app knows audio and providers, which know nobody", "audio/pcm.py", "import providers.events"),
    ("app knows audio and providers, which know nobody", "providers/events.py", "import audio.pcm"),
    ("app knows audio and providers, which know nobody", "providers/errors.py", "import app.messages"),
    ("the heart has no Qt, no clock, no thread, no device", "app/session.py", "import time"),
    ("the heart has no Qt, no clock, no thread, no device", "app/transcript.py", "from PySide6.QtCore import QObject"),
    # By way of another module, and only when a function is called.
    ("the heart has no Qt, no clock, no thread, no device", "providers/errors.py", "def later():\n    import asyncio"),
    ("codecs have no socket, no clock, no thread", "providers/codec.py", "import socket"),
    ("codecs have no socket, no clock, no thread", "providers/wire.py", "from threading import Lock"),
    ("the books of a dictation have no socket, no clock, no thread", "providers/attempts.py", "import time"),
    ("only providers.link imports websockets", "providers/factory.py", "import websockets.asyncio.client"),
    ("only app.credentials imports keyring", "app/settings.py", "import keyring"),
    ("only audio.portaudio imports sounddevice", "audio/level.py", "import sounddevice"),
    (
        "the widgets know no controller, no pipeline, no socket, no microphone",
        "app/ui/main_window.py",
        "from app.controller import Controller",
    ),
    (
        "the widgets know no controller, no pipeline, no socket, no microphone",
        "app/settings.py",
        "import app.pipeline",
    ),
    (
        "the widgets know no controller, no pipeline, no socket, no microphone",
        "app/ui/level_meter.py",
        "def later():\n    from audio import microphone",
    ),
    ("hotkey backends have no Qt", "app/hotkey/backend.py", "from PySide6.QtCore import QTimer"),
    (
        "whoever watches the computer, and whoever speaks on the bus, has no Qt",
        "app/dbus/bus.py",
        "from PySide6.QtDBus import QDBusInterface",
    ),
    (
        "whoever asks programs about themselves has no Qt",
        "app/accessibility/questions.py",
        "from PySide6.QtGui import QAccessible",
    ),
    ("the journal knows PCM, and nobody above", "app/journal/shelf.py", "from app.settings import Settings"),
    ("the history has no Qt", "app/history/record.py", "from PySide6.QtCore import QDate"),
    ("the headless front end has no Qt", "app/source.py", "from PySide6.QtCore import QTimer"),
]


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("contract", "file", "offence"), OFFENCES)
def test_an_offence_breaks_the_contract(tmp_path: Path, contract: str, file: str, offence: str) -> None:
    for package in ("app", "audio", "providers"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as source:
        source.write(f"\n{offence}\n")
    checked = lint_imports(tmp_path)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert f"{contract} BROKEN" in checked.stdout


def test_every_contract_is_proved() -> None:
    assert {contract["name"] for contract in CONTRACTS} == {contract for contract, _, _ in OFFENCES}


def test_every_codec_is_held_to_be_one() -> None:
    (contract,) = (each for each in CONTRACTS if each["name"].startswith("codecs"))
    codecs = (ROOT / "providers").glob("*.py")
    found = {
        f"providers.{path.stem}" for path in codecs if re.search(r"^class \w+\(SocketCodec", path.read_text(), re.M)
    }
    assert found
    assert found <= set(contract["source_modules"])
