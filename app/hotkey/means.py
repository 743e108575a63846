"""How a hotkey can reach us. Imports nothing."""

from enum import StrEnum


class Means(StrEnum):
    """A way. The values are what the settings and the command line call them: never change one."""

    AUTOMATIC = "automatic"
    """The one that fits the desktop."""
    X11 = "x11"
    PORTAL = "portal"
    """The desktop's portal for global shortcuts, on Wayland."""
    COMMAND = "command"
    """The desktop starts `holdfast press` and `holdfast release`."""
    EVDEV = "evdev"
    """The keyboards themselves, on Linux, for a user who may read them."""
    WINDOWS = "windows"
    MACOS = "macos"


ON_LINUX = (Means.AUTOMATIC, Means.X11, Means.PORTAL, Means.COMMAND, Means.EVDEV)
"""What can be chosen there. Elsewhere there is one way only."""
