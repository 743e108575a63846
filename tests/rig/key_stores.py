"""Session buses of their own: with a real GNOME Keyring, and with one that is woken and never answers."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rig.desktop import wait_until
from rig.examine import bare

ROOT = Path(__file__).parents[2]

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={folder}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_SLEEPER = "[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/sleep 1000\n"


@contextmanager
def bus(home: Path, sleeper: bool = False) -> Iterator[dict[str, str]]:
    """The environment of a session bus. `sleeper`: whoever asks for secrets there wakes a program that says nothing."""
    services = home / "services"
    services.mkdir(parents=True)
    if sleeper:
        (services / "org.freedesktop.secrets.service").write_text(_SLEEPER)
    config = home / "bus.conf"
    config.write_text(_BUS.format(folder=home, services=services))
    environment = bare(home)
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as daemon:
        try:
            assert daemon.stdout
            yield environment | {"DBUS_SESSION_BUS_ADDRESS": daemon.stdout.readline().strip()}
        finally:
            daemon.terminate()


@contextmanager
def gnome_keyring(home: Path) -> Iterator[dict[str, str]]:
    """The environment of a session with GNOME Keyring, unlocked."""
    with bus(home) as environment:
        command = ["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, text=True, **quiet) as daemon:
            try:
                assert daemon.stdin
                daemon.stdin.write("the keyring's own password")
                daemon.stdin.close()
                wait_until(lambda: _is_there(environment), what="GNOME Keyring")
                yield environment
            finally:
                daemon.terminate()


def holdfast(
    environment: Mapping[str, str], *words: str, given: str | None = None, timeout: float = 60
) -> "subprocess.CompletedProcess[str]":
    """`holdfast WORDS` there, with `given` on standard input (None: nothing)."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "app", *words],
        env={**environment, "HOLDFAST_HOME": environment.get("HOLDFAST_HOME", environment["HOME"])},
        cwd=ROOT,
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def traces(secret: str, *folders: Path) -> list[str]:
    """What holds `secret`: files in these folders, and processes that this one started, by arguments or environment.

    Others may test with the same key at the same time.
    """
    found = [str(each) for folder in folders for each in folder.rglob("*") if each.is_file() and _holds(each, secret)]
    for process in Path("/proc").glob("[0-9]*"):
        if os.getpid() in _ancestors(int(process.name)):
            found += [str(process / name) for name in ("cmdline", "environ") if _holds(process / name, secret)]
    return found


def _ancestors(process: int) -> set[int]:
    """The processes that started this one, directly or not."""
    found: set[int] = set()
    while process > 1:
        try:
            # The name in field 2 may hold anything; the parent is the second field behind it (proc(5)).
            process = int(Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[1])
        except OSError:
            break
        found.add(process)
    return found


def _holds(file: Path, secret: str) -> bool:
    try:
        return secret.encode() in file.read_bytes()
    except OSError:  # a process that has ended, or somebody else's
        return False


def _is_there(environment: Mapping[str, str]) -> bool:
    ask = "org.freedesktop.DBus.NameHasOwner"
    command = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", ask]
    done = subprocess.run(
        [*command, "string:org.freedesktop.secrets"], env=dict(environment), capture_output=True, text=True
    )
    return "boolean true" in done.stdout
