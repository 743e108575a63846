"""Fixtures that every test may use."""

import os

# Qt reads these once, before the first widget: unit tests draw off screen, whatever machine they run on. Tests that
# need a real X server start the program under test in a process of its own on the rig's display.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

pytest_plugins = ["rig.fixtures"]
