"""The rigs as fixtures."""

from collections.abc import Iterator

import pytest

from rig.desktop import Desktop, desktop
from rig.pulse import SoundServer, sound_server


@pytest.fixture(scope="session")
def x11() -> Iterator[Desktop]:
    """A display with a window manager, for the whole test session."""
    with desktop() as made:
        yield made


@pytest.fixture(scope="session")
def sound() -> Iterator[SoundServer]:
    """A sound server with one microphone, "Virtual Microphone" (`sound.default`), for the whole test session."""
    with sound_server() as server:
        server.default = server.microphone()
        yield server
