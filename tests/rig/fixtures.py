"""The rigs as fixtures."""

from collections.abc import Iterator

import pytest

from rig.desktop import Desktop, desktop


@pytest.fixture(scope="session")
def x11() -> Iterator[Desktop]:
    """A display with a window manager, for the whole test session."""
    with desktop() as made:
        yield made
