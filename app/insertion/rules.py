"""How a text goes into which program: the user's rules and the ones that are shipped. Pure; imports nothing of ours.

A program is known by the names that the desktop has for it, in any case: on X11 both parts of WM_CLASS and the name of
the process, on Wayland the app id, elsewhere the name of the executable. The user's rule for any of them wins over
every shipped one; `AUTOMATIC` as a rule says that no shipped one applies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Manner(StrEnum):
    """How a text goes into a program. The value is what stands in the settings' file."""

    AUTOMATIC = "automatic"
    """Pasted with the chord that suits what has the focus."""
    SHIFT_INSERT = "shift+insert"
    CTRL_V = "ctrl+v"
    CTRL_SHIFT_V = "ctrl+shift+v"
    TYPE = "type"
    """Key by key. No receipt, and only characters that the keyboard layout has."""
    ACCESSIBILITY = "accessibility"
    """Put into the field by way of the program's accessibility, without keys and without the clipboard; where that
    cannot be, as usual."""
    COPY = "copy"
    """Put on the clipboard, and left there for the user to paste."""
    NEVER = "never"
    """Neither inserted nor put on the clipboard: it is in the history."""


class FocusChanged(StrEnum):
    """What is done with a text when another program has the focus than at the release of the key."""

    FOLLOW = "follow"
    """It goes where the focus is now."""
    HOLD = "hold"
    """It is held on the clipboard and in the history."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the user chose about inserting."""

    programs: Mapping[str, Manner] = field(default_factory=dict)
    """Rules by the program's name."""
    focus_changed: FocusChanged = FocusChanged.FOLLOW


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule that holds for a program."""

    program: str
    """The name that it was found by."""
    manner: Manner
    own: bool = True
    """The user made it; else it was shipped."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """Rules that come with Holdfast, for programs of one kind."""

    kind: str
    """What these programs are, in the plural."""
    manner: Manner
    why: str
    """A sentence for the settings."""
    programs: frozenset[str]
    """In lower case."""


SHIPPED = (
    Shipped(
        "password managers",
        Manner.NEVER,
        "What is spoken does not belong there, and the clipboard may hold a password that must not be replaced.",
        frozenset(
            {
                "1password",
                "bitwarden",
                "com.apple.keychainaccess",
                "com.apple.passwords",
                "enpass",
                "gnome-keyring-prompt",
                "gcr-prompter",
                "keepass",
                "keepass2",
                "keepassx",
                "keepassx2",
                "keepassxc",
                "kwalletmanager5",
                "org.gnome.seahorse.application",
                "org.gnome.world.secrets",
                "org.keepassxc.keepassxc",
                "pinentry",
                "pinentry-gnome3",
                "pinentry-gtk-2",
                "pinentry-qt",
                "pinentry-qt5",
                "proton-pass",
                "seahorse",
            }
        ),
    ),
    Shipped(
        "remote desktops and virtual machines",
        Manner.COPY,
        "Their clipboard follows ours with a delay that nobody can see, and keys go on to another computer: "
        "what would be pasted there could be an older text.",
        frozenset(
            {
                "anydesk",
                "com.apple.screensharing",
                "com.microsoft.rdc.macos",
                "com.parallels.desktop.console",
                "com.vmware.fusion",
                "dosbox",
                "gnome-boxes",
                "gnome-connections",
                "krdc",
                "looking-glass-client",
                "msrdc.exe",
                "mstsc.exe",
                "nxplayer.bin",
                "org.gnome.boxes",
                "org.gnome.connections",
                "org.kde.krdc",
                "org.remmina.remmina",
                "parsecd",
                "qemu",
                "qemu-system-x86_64",
                "rdesktop",
                "remmina",
                "remote-viewer",
                "rustdesk",
                "spicy",
                "teamviewer",
                "vinagre",
                "virt-manager",
                "virt-viewer",
                "virtualbox machine",
                "virtualboxvm",
                "vmconnect.exe",
                "vmplayer",
                "vmware",
                "vncviewer",
                "wfica",
                "wlfreerdp",
                "x2goclient",
                "xfreerdp",
                "xtightvncviewer",
            }
        ),
    ),
)
"""WM_CLASS, app ids and names of executables, from the programs' own desktop files and manuals; not tried."""


def find(names: Iterable[str], programs: Mapping[str, Manner]) -> Rule | None:
    """The rule for a program with these names; None if none applies. `programs`: the user's rules."""
    own = {name.casefold(): manner for name, manner in programs.items()}
    known = [name.casefold() for name in names if name]
    for name in known:
        if name in own:
            return Rule(name, own[name])
    for name in known:
        for shipped in SHIPPED:
            if name in shipped.programs:
                return Rule(name, shipped.manner, own=False)
    return None


def shipped_for(program: str) -> Shipped | None:
    """The kind of programs that this one is shipped as."""
    return next((each for each in SHIPPED if program.casefold() in each.programs), None)
