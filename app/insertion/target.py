"""How the window with the focus wants to be pasted into. Imports `messages`; pure.

Shift+Insert with the text on both selections works everywhere, but for one case: GTK drops the selection in a field
when PRIMARY is taken from it (measured with GTK 3.24 and 4.8), so that a text dictated over selected words would not
replace them. There PRIMARY is left alone, and Ctrl+V pastes. VTE terminals are GTK too, but paste PRIMARY and know
Ctrl+V only as a character. A terminal that is missing here gets a ^V, reads nothing, and the user is told: no harm.
"""

from dataclasses import dataclass

from .messages import Chord

_VTE_TERMINALS = frozenset(
    {
        "com.mitchellh.ghostty",
        "gnome-terminal",
        "gnome-terminal-server",
        "guake",
        "io.elementary.terminal",
        "kgx",
        "lxterminal",
        "mate-terminal",
        "org.gnome.console",
        "org.gnome.ptyxis",
        "org.gnome.terminal",
        "roxterm",
        "sakura",
        "terminator",
        "terminix",
        "tilda",
        "tilix",
        "xfce4-terminal",
    }
)
"""WM_CLASS, in lower case."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the X server tells about the window with the focus."""

    window: int
    wm_class: tuple[str, ...] = ()
    gtk: bool = False
    owns_primary: bool = False
    """Something is selected in this program."""
    process: str = ""
    """The name of the process, if it runs on this computer."""

    @property
    def names(self) -> tuple[str, ...]:
        """What rules may call it."""
        return (*self.wm_class, self.process)


def chord_for(target: Target) -> Chord:
    """The chord that pastes there, and spoils nothing."""
    terminal = any(name.lower() in _VTE_TERMINALS for name in target.wm_class)
    if target.gtk and target.owns_primary and not terminal:
        return Chord.CTRL_V
    return Chord.SHIFT_INSERT
