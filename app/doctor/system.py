"""Checks of what Holdfast itself stands on: Python and Qt, folders, settings, keys, and whether it runs.

Imports the folders, the settings, the key store and the command client.
"""

import os
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from app.command_client import send
from app.credentials import describe_store
from app.folders import folders
from app.settings import Settings
from app.settings_file import load

from .finding import Finding


def python() -> Finding:
    """Whether this Python and this PySide6 get along."""
    return pyside_finding((sys.version_info.major, sys.version_info.minor), version("PySide6-Essentials"))


def pyside_finding(python_version: tuple[int, int], pyside: str) -> Finding:
    """PySide6 6.12 takes references from None that only Python 3.12 and later can spare."""
    number = ".".join(map(str, python_version))
    major, minor = (int(part) for part in pyside.split(".")[:2])
    if python_version < (3, 12) and (major, minor) >= (6, 12):
        return Finding(
            "python",
            False,
            f"PySide6 {pyside} aborts on Python {number} after a few minutes.",
            "Use Python 3.12 or newer, or install 'PySide6-Essentials<6.12'.",
        )
    return Finding("python", True, f"Python {number} with PySide6 {pyside}.")


def folders_writable() -> Finding:
    """Whether settings, journals and logs can be written. Makes nothing."""
    here = folders()
    for folder in (here.config, here.state, here.logs):
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
            text = f"{nearest} cannot be written to, so {folder} cannot be used."
            return Finding("folders", False, text, "Change its permissions, or set HOLDFAST_HOME to another folder.")
    return Finding("folders", True, f"Settings are in {here.config}, what was said in {here.state}.")


def settings() -> Finding:
    """Whether the settings can be read as they are."""
    file = folders().settings_file
    if not file.exists():
        return Finding("settings", True, f"There are none yet in {file}: the defaults are used.")
    if chosen()[1]:
        text = f"{file} has mistakes. The next start puts it aside and uses defaults in their place."
        return Finding("settings", False, text, "Correct it now, or choose again in the settings window.")
    return Finding("settings", True, f"{file} is in order.")


def chosen() -> tuple[Settings, bool]:
    """The settings as a start would find them, and whether the file has mistakes.

    Loading puts a broken file aside. A doctor only looks, so it is a copy that is loaded.
    """
    file = folders().settings_file
    if not file.exists():
        return Settings(), False
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        try:
            shutil.copyfile(file, copy)
        except OSError:
            return Settings(), True
        loaded = load(copy)
    return loaded.settings, loaded.problem is not None


def key_store() -> Finding:
    """Whether API keys can be kept. Names the store, never a key."""
    store = describe_store()
    return Finding("keys", store.usable, store.text, store.remedy)


def running() -> Finding:
    """Whether there is an app, and whether it answers."""
    reply = send("status")
    if reply.ok:
        return Finding("app", True, f"Holdfast is running and {reply.values.get('state', 'answers')}.")
    if reply.error.startswith("Holdfast is not running"):
        return Finding("app", None, "Holdfast is not running.")
    return Finding("app", False, reply.error, "End it and start it again: holdfast")
