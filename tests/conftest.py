"""Fixtures that every test may use."""

import os

import pytest
from hypothesis import settings

# Qt reads these once, before the first widget: unit tests draw off screen, whatever machine they run on. Tests that
# need a real X server start the program under test in a process of its own on the rig's display.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# No test is timed: the machines are shared.
settings.register_profile("holdfast", deadline=None)
settings.load_profile("holdfast")

pytest_plugins = ["rig.fixtures"]


def pytest_configure(config: pytest.Config) -> None:
    """Of Qt's own warnings, the off-screen platform's about what it has no window manager for say nothing about us."""
    lacking = r"This plugin does not support (propagateSizeHints\(\)|raise\(\)|grabbing the keyboard)"
    config.addinivalue_line("qt_log_ignore", lacking)
