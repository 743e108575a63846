"""The fake portal as a test holds it."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import desktop_entry
from rig.desktop import wait_until
from rig.key_stores import ROOT, bus
from rig.portal.service import Plan

PATIENCE_S = 20.0


class FakePortal:
    """A running one."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.told: list[dict[str, Any]] = []
        """What happened there, in order."""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def order(self, *order: Any) -> None:
        """Have it do something, and wait until it is done."""
        before = len(self.told)
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        done = json.loads(json.dumps({"done": order}))
        wait_until(lambda: done in self.told[before:] or self.process.poll() is not None, PATIENCE_S, f"{order}")
        assert done in self.told[before:]

    def everything(self) -> list[dict[str, Any]]:
        """What happened up to now: its answers may be here before what it tells about them."""
        if self.process.poll() is None:
            self.order("nothing")
        return self.told

    def asked(self, method: str) -> list[Any]:
        """With what a method was called, each time."""
        return [each["with"] for each in self.everything() if each.get("asked") == method]

    def wait_asked(self, method: str, times: int = 1) -> None:
        wait_until(lambda: len(self.asked(method)) >= times, PATIENCE_S, f"{method} to be asked")

    @property
    def dialogs(self) -> list[str]:
        """The dialogs it showed."""
        return [each["dialog"] for each in self.everything() if "dialog" in each]

    @property
    def keys(self) -> list[tuple[int, bool]]:
        """The keys that were pressed through it."""
        return [(each["key"], each["down"]) for each in self.everything() if "key" in each]

    def stop(self) -> None:
        """End it, as a portal that crashes."""
        self.process.kill()
        self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.told.append(json.loads(line))


@contextmanager
def portal_bus(home: Path, *, known: bool = True) -> Iterator[dict[str, str]]:
    """The environment of a session without a portal yet. `known`: our `.desktop` file is installed there."""
    with bus(home) as environment:
        environment |= {"XDG_DATA_HOME": str(home / "share"), "XDG_DATA_DIRS": str(home / "system")}
        if known:
            desktop_entry.install(environment)
        yield environment


@contextmanager
def fake_portal(environment: Mapping[str, str], plan: Plan | None = None) -> Iterator[FakePortal]:
    """One on the bus of that environment (DBUS_SESSION_BUS_ADDRESS, XDG_DATA_HOME)."""
    command = [sys.executable, "-m", "rig.portal", json.dumps(asdict(plan or Plan()))]
    more = {"PYTHONPATH": str(Path(ROOT) / "tests"), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        command, env={**environment, **more}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        portal = FakePortal(process)
        try:
            wait_until(lambda: portal.told or process.poll() is not None, PATIENCE_S, "the portal")
            assert portal.told
            yield portal
        finally:
            portal.stop()
