"""A sound server for tests: PulseAudio on a private socket, with a virtual microphone that says what it is told.

The microphone is a pipe that is fed every 10 ms by a thread of ours, with silence or with speech. That keeps a steadier
clock than playing into a null sink's monitor (which buffers up to two seconds while idle), and tells to the millisecond
when the first sample went in.
"""

import array
import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rig.desktop import wait_until

RATE = 16_000
STEP_S = 0.01
STEP_BYTES = int(RATE * STEP_S) * 2
CATCH_UP_S = 0.25
"""A voice that was held up goes on where it was; it makes up for no more than the noise of this machine's scheduler."""
PIPE_BYTES = 4096
"""The smallest pipe there is: 128 ms. What waits in it is silence that nobody recorded."""


class VirtualMicrophone:
    """One source of the sound server, and the thread that feeds it. 16 kHz mono s16le."""

    def __init__(self, server: "SoundServer", name: str, description: str) -> None:
        self.name = name
        self.description = description
        pipe = self._path = server.folder / name
        self._module = server.pactl(
            "load-module",
            "module-pipe-source",
            f"source_name={name}",
            f"file={pipe}",
            "format=s16le",
            f"rate={RATE}",
            "channels=1",
            f"source_properties='device.description=\"{description}\"'",
        )
        self._server = server
        self._pipe = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self.said = 0
        """Samples of speech that have gone in until now."""
        self._speech: deque[bytes] = deque()
        self._silent = threading.Event()
        self._silent.set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._feed, daemon=True)
        self._thread.start()

    def speak(self, pcm: bytes) -> None:
        """Say this, from the next 10 ms on, behind what is being said. Returns at once.

        Where a real microphone would speak into the void, this one waits until somebody records.
        """
        self._silent.clear()
        self._speech.extend(pcm[start : start + STEP_BYTES] for start in range(0, len(pcm), STEP_BYTES))

    def spoken(self, seconds: float = 60.0) -> None:
        """Wait until everything has been said."""
        assert self._silent.wait(seconds), "the virtual microphone is still speaking"

    def hush(self) -> None:
        """Say nothing more of what was to be said."""
        self._speech.clear()

    def stall(self) -> None:
        """Deliver nothing any more, not even silence, but stay plugged in."""
        self._stopping.set()
        self._thread.join()

    def unplug(self) -> None:
        """Take the source away."""
        self.close()
        self._server.pactl("unload-module", self._module)

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        with contextlib.suppress(OSError):
            os.close(self._pipe)
        self._pipe = -1
        self._path.unlink(missing_ok=True)

    def _feed(self) -> None:
        due = time.monotonic()
        silence = bytes(STEP_BYTES)
        while not self._stopping.wait(max(0.0, due - time.monotonic())):
            due += STEP_S
            if not self._speech:
                self._silent.set()
            step = self._speech.popleft() if self._speech else silence
            self._write(step, must=step is not silence)
            due = max(due, time.monotonic() - CATCH_UP_S)

    def _write(self, step: bytes, must: bool) -> None:
        while not self._stopping.is_set():
            try:
                os.write(self._pipe, step)
            except BlockingIOError:
                if not must:  # nobody records, and silence keeps
                    return
                time.sleep(0.001)
            except BrokenPipeError:
                return
            else:
                self.said += len(step) // 2 if must else 0
                return


class SoundServer:
    """PulseAudio of our own. `environment` leads a process to it, and PortAudio's ALSA with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        (folder / "alsa.conf").write_text(f"</usr/share/alsa/alsa.conf>\n<{folder}/asoundrc>\n")
        self.environment = {
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_STATE_PATH": str(folder),
            "PULSE_SERVER": f"unix:{folder}/native",
            "ALSA_CONFIG_PATH": f"{folder}/alsa.conf",
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._microphones: list[VirtualMicrophone] = []
        self.default: VirtualMicrophone

    def start(self) -> None:
        """Start the server, without any device."""
        self._process = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=yes"),
                *("--use-pid-file=no", "-L"),
                f"module-native-protocol-unix auth-anonymous=1 socket={self.folder}/native",
            ],
            env={**os.environ, **self.environment},
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._answers, what="the sound server")

    def kill(self) -> None:
        """End it without warning, and every device with it."""
        for microphone in self._microphones:
            microphone.close()
        self._microphones.clear()
        if self._process:
            self._process.kill()
            self._process.wait(10)
        (self.folder / "native").unlink(missing_ok=True)

    def microphone(self, name: str = "vmic", description: str = "Virtual Microphone") -> VirtualMicrophone:
        """Plug a microphone in. The first one is the default."""
        made = VirtualMicrophone(self, name, description)
        self._microphones.append(made)
        if len(self._microphones) == 1:
            self.pactl("set-default-source", name)
        return made

    @contextmanager
    def other_recorder(self, microphone: VirtualMicrophone) -> Iterator[None]:
        """Another program that records from it for as long as the block, so that speech does not wait for us."""
        process = subprocess.Popen(
            ["parec", "--raw", "--latency-msec=10", "-d", microphone.name],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: self.pactl("list", "source-outputs", "short"), what="the other recorder")
            yield
        finally:
            process.terminate()
            process.wait(10)

    def pactl(self, *words: str) -> str:
        """Run `pactl` on it; what it says."""
        done = subprocess.run(
            ["pactl", *words],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
        return done.stdout.strip()

    def _answers(self) -> bool:
        with contextlib.suppress(subprocess.SubprocessError):
            self.pactl("info")
            return True
        return False


@contextmanager
def sound_server() -> Iterator[SoundServer]:
    """A running server without devices, ended afterwards."""
    for program in ("pulseaudio", "pactl"):
        if shutil.which(program) is None:
            pytest.fail(f"{program} is missing: ./test installs it")
    with tempfile.TemporaryDirectory(prefix="holdfast-sound-") as folder:
        server = SoundServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()


def tone(hertz: float, seconds: float, amplitude: float = 0.5) -> bytes:
    """A sine as PCM."""
    import math

    return array.array(
        "h", (round(32_000 * amplitude * math.sin(2 * math.pi * hertz * i / RATE)) for i in range(int(RATE * seconds)))
    ).tobytes()
