"""A desk with auto-repeat on, hands on its keyboard, and the app."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.app import RunningApp, running_app
from rig.desktop import Desktop
from rig.keyboard import Keyboard, keyboard
from rig.pulse import SoundServer


@pytest.fixture
def desk(x11: Desktop) -> Iterator[Desktop]:
    x11.run("xset", "r", "on")
    x11.run("xset", "r", "rate", "300", "40")
    yield x11


@pytest.fixture
def hands(x11: Desktop) -> Iterator[Keyboard]:
    with keyboard(x11.display) as made:
        yield made


@pytest.fixture
def app(desk: Desktop, sound: SoundServer, tmp_path: Path) -> Iterator[RunningApp]:
    with running_app(desk, sound, tmp_path / "home", "", "--hidden") as running:
        yield running
