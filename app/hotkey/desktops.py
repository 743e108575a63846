"""What each Wayland desktop can do for a hotkey, as data. Pure; imports the contract, and the means.

What is said of KWin and GNOME Shell was measured on the real ones, without a screen (docs/decisions/0018-portals.md);
the rest is from their own trackers, linked here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .backend import Capabilities, Repeats, Shape
from .means import Means

HELD = "F9"
"""The key that is proposed where a desktop keeps it from other programs: it is on every keyboard, and a lone modifier
is no choice there."""
PROPOSALS = (HELD, "Pause", "Scroll Lock", "F13")

PRESS, RELEASE = "holdfast press", "holdfast release"


@dataclass(frozen=True, slots=True)
class Desktop:
    """One desktop."""

    name: str
    """As a sentence calls it: "the GNOME desktop"."""
    means: Means
    facts: Capabilities | None = None
    """Of its portal."""
    where: str = ""
    """Where the user changes keys there, as the end of a sentence: "in ..."."""
    lines: tuple[str, ...] = ()
    """What its configuration needs for the commands, F9 as the example."""
    file: str = ""
    """Where these lines go."""
    remark: str = ""
    """What it cannot do, a sentence."""

    @property
    def called(self) -> str:
        """Its name as a sentence begins."""
        return self.name[:1].upper() + self.name[1:]

    def binding(self) -> str:
        """How the user binds a key to the commands there: sentences, the lines among them."""
        if not self.lines:
            return (
                f"Bind a key to `{PRESS}` (when it goes down) and `{RELEASE}` (when it comes up) in the keyboard "
                "settings of your desktop, or one to `holdfast toggle` where it knows only presses."
            )
        lines = " | ".join(self.lines)
        said = f"Put this into {self.file}, with the key you want in place of F9: {lines}"
        return f"{said} | {self.remark}" if self.remark else said


def _portal(name: str, **facts: object) -> Capabilities:
    common: dict[str, object] = {
        "presses": frozenset({Shape.PLAIN, Shape.CHORD}),
        "holds": frozenset({Shape.PLAIN}),
        "swallows": frozenset({Shape.PLAIN, Shape.CHORD}),
        "knows_state": False,
        "repeats": Repeats.PRESSES,
        "watches_cancel": False,
        "desktop_chooses": True,
        "default_key": HELD,
        "proposals": PROPOSALS,
    }
    return Capabilities(name, **(common | facts))  # type: ignore[arg-type]


KDE = Desktop(
    "the KDE desktop",
    Means.PORTAL,
    # A chord is released when its first key is, and at that moment. A lone modifier is pressed and released both when
    # it comes up.
    _portal(
        "the KDE desktop",
        holds=frozenset({Shape.PLAIN, Shape.CHORD}),
        repeats=Repeats.NONE,
        early_release=True,
    ),
    "in the system settings, under Keyboard, Shortcuts, Holdfast",
)
GNOME = Desktop(
    "the GNOME desktop",
    Means.PORTAL,
    # The release of a chord whose modifier comes up first is never told, nor that of a lone modifier.
    _portal("the GNOME desktop"),
    "in the Settings, under Apps, Holdfast, Global Shortcuts",
)
HYPRLAND = Desktop(
    "Hyprland",
    Means.PORTAL,
    # Modifiers never send a release: https://github.com/hyprwm/Hyprland/issues/15050
    _portal("Hyprland"),
    "in hyprland.conf (`hyprctl globalshortcuts` lists what Holdfast offers)",
    (
        f"bind = , F9, exec, {PRESS}",
        f"bindr = , F9, exec, {RELEASE}",
    ),
    "~/.config/hypr/hyprland.conf",
)
SWAY = Desktop(
    "sway",
    Means.COMMAND,
    lines=(f"bindsym --no-repeat F9 exec {PRESS}", f"bindsym --release F9 exec {RELEASE}"),
    file="~/.config/sway/config",
)
NIRI = Desktop(
    "niri",
    Means.COMMAND,
    lines=('binds { F9 repeat=false { spawn "holdfast" "toggle"; } }',),
    file="~/.config/niri/config.kdl",
    remark="niri does not tell when a key comes up, so one press begins and the next one ends.",
)
COSMIC = Desktop(
    "COSMIC",
    Means.COMMAND,
    lines=("holdfast toggle",),
    file="the Settings, under Input Devices, Keyboard, Keyboard shortcuts, Custom, as a command",
    remark="COSMIC does not tell when a key comes up, so one press begins and the next one ends.",
)
WLROOTS = Desktop("this Wayland desktop", Means.COMMAND)
"""Wayfire, river, labwc and their like: https://github.com/emersion/xdg-desktop-portal-wlr/issues/240"""
UNKNOWN = Desktop("this desktop", Means.PORTAL, _portal("this desktop"), "in the desktop's keyboard settings")
"""It may have a portal for it. If not, that is told when it is asked."""

_BY_NAME = {
    "kde": KDE,
    "gnome": GNOME,
    "unity": GNOME,
    "hyprland": HYPRLAND,
    "sway": SWAY,
    "swayfx": SWAY,
    "niri": NIRI,
    "cosmic": COSMIC,
    "wlroots": WLROOTS,
    "wayfire": WLROOTS,
    "river": WLROOTS,
    "labwc": WLROOTS,
    "pantheon": Desktop("elementary OS", Means.COMMAND),
}
"""By the names that XDG_CURRENT_DESKTOP has, in lower case. elementary: https://github.com/elementary/portals/issues/185,
COSMIC: https://github.com/pop-os/xdg-desktop-portal-cosmic/issues/4, niri: https://github.com/niri-wm/niri/pull/3587"""


def desktop(environment: Mapping[str, str]) -> Desktop:
    """The Wayland desktop that this environment is of. XDG_CURRENT_DESKTOP is a list: "ubuntu:GNOME"."""
    for variable, found in (("HYPRLAND_INSTANCE_SIGNATURE", HYPRLAND), ("SWAYSOCK", SWAY), ("NIRI_SOCKET", NIRI)):
        if environment.get(variable):
            return found
    names = environment.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    return next((_BY_NAME[name] for name in names if name in _BY_NAME), UNKNOWN)
