"""The key store, good, bad and hanging. Backends are chosen in a process of its own: keyring keeps the first."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.credentials import Store
from rig.examine import bare

ASK = """
import sys
from app.credentials import describe_store
print(repr(describe_store(float(sys.argv[1]))))
"""


def asked(home: Path, timeout: float = 30, backend: str = "", inside: str = "") -> Store:
    """What `describe_store` says there; `inside` is a shell line that is run before, on a session bus of its own."""
    environment = bare(home) | ({"PYTHON_KEYRING_BACKEND": backend} if backend else {})
    command = [sys.executable, "-P", "-c", ASK, str(timeout)]
    if inside:
        command = ["dbus-run-session", "--", "sh", "-c", f'{inside}\nexec "$@"', "sh", *command]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "1234" not in done.stdout + done.stderr
    if not inside:
        assert done.stderr == ""
    store = eval(done.stdout, {"Store": Store})
    assert isinstance(store, Store)
    assert store.text.endswith(".") and (store.usable or store.remedy.endswith("."))
    return store


@pytest.mark.parametrize(
    ("backend", "usable", "text"),
    [
        ("rig.keyrings.Good", True, "Keys are kept in keyrings Good."),
        ("rig.keyrings.Locked", False, "The key store is locked (keyrings Locked)."),
        ("rig.keyrings.Broken", False, "The key store failed (keyrings Broken, RuntimeError)."),
        ("rig.keyrings.PlaintextKeyring", False, "The key store keeps nothing secret (keyrings PlaintextKeyring)."),
        ("keyring.backends.null.Keyring", False, "The key store keeps nothing secret (null Keyring)."),
        ("keyring.backends.fail.Keyring", False, "The system has no key store, so keys cannot be kept."),
        ("does.not.Exist", False, "The key store failed (none, ModuleNotFoundError)."),
    ],
)
def test_every_kind_of_store_is_told_for_what_it_is(tmp_path, backend: str, usable: bool, text: str) -> None:
    store = asked(tmp_path, backend=backend)
    assert (store.usable, store.text) == (usable, text)


def test_a_store_that_hangs_keeps_nobody(tmp_path) -> None:
    store = asked(tmp_path, timeout=1, backend="rig.keyrings.Hanging")
    assert (store.usable, "did not answer within 1 seconds" in store.text) == (False, True)


def test_without_a_session_bus_there_is_none(tmp_path) -> None:
    assert asked(tmp_path).text == "The system has no key store, so keys cannot be kept."


@pytest.mark.skipif(shutil.which("gnome-keyring-daemon") is None, reason="gnome-keyring is not installed")
def test_gnome_keyring_is_found(tmp_path) -> None:
    unlock = "echo -n pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null"
    assert asked(tmp_path, inside=unlock).text == "Keys are kept in SecretService Keyring."


@pytest.mark.skipif(shutil.which("gnome-keyring-daemon") is None, reason="gnome-keyring is not installed")
def test_gnome_keyring_without_a_display_to_ask_on_is_not_usable(tmp_path) -> None:
    assert asked(tmp_path, inside="true").usable is False
