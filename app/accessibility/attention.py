"""Who has the focus, as programs tell it one event at a time. Pure; imports `objects`.

Measured: GTK 3 and GTK 4 say of a field that it lost the focus when its window does, Qt says it of the window only. A
program that tells nothing takes the focus in silence: then the last window has said that it is not in front any more.
"""

from dataclasses import dataclass, replace

from .objects import Accessible


@dataclass(frozen=True, slots=True)
class FocusGained:
    """An object has the focus."""

    accessible: Accessible


@dataclass(frozen=True, slots=True)
class FocusLost:
    """An object has it no longer."""

    accessible: Accessible


@dataclass(frozen=True, slots=True)
class WindowLeft:
    """A window is not in front any more."""

    window: Accessible


@dataclass(frozen=True, slots=True)
class WindowEntered:
    """A window is in front."""

    window: Accessible


@dataclass(frozen=True, slots=True)
class ProgramGone:
    """A program left the accessibility bus."""

    name: str


Event = FocusGained | FocusLost | WindowLeft | WindowEntered | ProgramGone


@dataclass(frozen=True, slots=True)
class Attention:
    """What is known about the focus of the whole desktop."""

    focused: Accessible | None = None
    window: Accessible | None = None
    """The one in front; None: one of a program that tells nothing, or nobody has told yet."""

    def after(self, event: Event) -> "Attention":
        """The same, after this happened."""
        match event:
            case FocusGained(accessible):
                return replace(self, focused=accessible)
            case FocusLost(accessible) if accessible == self.focused:
                return replace(self, focused=None)
            case WindowEntered(window):
                # Its field has told already, or tells now; another program's field has not the focus any more.
                stays = self.focused if self.focused and self.focused.name == window.name else None
                return Attention(stays, window)
            case WindowLeft(window) if window == self.window or self.window is None:
                stays = self.focused if self.focused and self.focused.name != window.name else None
                return Attention(stays, None)
            case ProgramGone(name):
                return Attention(
                    None if self.focused and self.focused.name == name else self.focused,
                    None if self.window and self.window.name == name else self.window,
                )
        return self
