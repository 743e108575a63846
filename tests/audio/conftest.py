"""A sound server of their own for the tests that capture in this very process."""

from collections.abc import Iterator

import pytest

from audio import portaudio
from rig.pulse import SoundServer, sound_server


@pytest.fixture(scope="module")
def private_server() -> Iterator[SoundServer]:
    """A sound server without devices that this process talks to while the module's tests run.

    Private, because they kill it; PortAudio looks for devices anew behind them, so that no other test sees it.
    """
    with sound_server() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        patch.delenv("PULSE_SOURCE", raising=False)
        yield server
    portaudio.refresh()


@pytest.fixture
def server(private_server: SoundServer) -> SoundServer:
    """The same, with one microphone: "Virtual Microphone" (`server.default`), whatever the test before did."""
    private_server.kill()
    private_server.start()
    private_server.default = private_server.microphone()
    portaudio.refresh()
    return private_server
