"""The real Holdfast in a process of its own, on the rig's display and sound server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rig.desktop import Desktop, wait_until
from rig.pulse import SoundServer

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "test-output" / "screenshots" / "e2e"


class RunningApp:
    """One Holdfast with a home of its own."""

    def __init__(self, home: Path, environment: dict[str, str], process: subprocess.Popen[str], log: Path) -> None:
        self.home = home
        self.environment = environment
        self.process = process
        self.log = log
        self.killed = False
        self.may_warn = False
        """Warnings in its log are no surprise: the test gives reason for them."""

    def kill(self) -> None:
        """End it without a warning, as a crash or a power cut does."""
        self.killed = True
        self.process.kill()
        self.process.wait(10)

    def command(self, word: str) -> dict[str, object]:
        """What `holdfast WORD` prints, from the command line as a compositor would call it."""
        done = self.run(word)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout else {}

    def run(self, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """`holdfast WORDS`, with this app's home; `given` is what it reads from its standard input."""
        return subprocess.run(
            [sys.executable, "-m", "app", *words],
            env=self.environment,
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def state(self) -> str:
        """The state that the app says it is in."""
        return str(self.command("status")["state"])

    def wait_for(self, state: str, seconds: float = 20.0) -> None:
        """Until the app says that it is in this state."""
        wait_until(lambda: self.state() == state, seconds, f"state {state!r}")

    def said(self) -> str:
        """Everything the process printed, and its log."""
        logs = sorted(self.home.glob("logs/*.log*"))
        return self.log.read_text() + "".join(each.read_text() for each in logs)


@contextmanager
def running_app(
    desktop: Desktop,
    sound: SoundServer | None,
    home: Path,
    settings: str = "",
    *arguments: str,
    more: Mapping[str, str] | None = None,
) -> Iterator[RunningApp]:
    """Start Holdfast with these settings (TOML), wait until it answers, and end it politely afterwards.

    `more`: environment variables besides.

    Fails if it hung at the end, ended with an error, or printed or logged a traceback or a Qt warning. Of one that was
    killed (`RunningApp.kill`) only the latter is looked at.
    """
    (home / "config").mkdir(parents=True, exist_ok=True)
    if settings:
        (home / "config" / "settings.toml").write_text(settings)
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = {
        **desktop.environment,
        **(sound.environment if sound else {"PULSE_SERVER": "unix:/nowhere", "ALSA_CONFIG_PATH": "/dev/null"}),
        "HOLDFAST_HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
        "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere",
        "PYTHONPATH": str(ROOT),
        "QT_LOGGING_RULES": "qt.qpa.theme.*=false",
        **(more or {}),
    }
    log = home / "printed.txt"
    with log.open("w") as printed:
        process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "app", *arguments],
            env=environment,
            cwd=ROOT,
            stdout=printed,
            stderr=subprocess.STDOUT,
            text=True,
        )
    app = RunningApp(home, environment, process, log)
    try:
        wait_until(lambda: process.poll() is not None or app.run("status").returncode == 0, 30, "the app to answer")
        assert process.poll() is None, log.read_text()
        yield app
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, 6)  # faulthandler prints where every thread is
            process.wait(10)
            raise AssertionError(f"the app did not end:\n{app.said()}") from None
    said = app.said()
    assert app.killed or process.returncode == 0, said
    assert "Traceback" not in said and "QWarning" not in said and (app.may_warn or "WARNING" not in said), said
