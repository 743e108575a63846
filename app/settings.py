"""What the user chose: values. Imports the modes and choices of the rooms that they are about, which are values.

The file they are kept in is `settings_file`. API keys are not settings: they are never in that file.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from .accessibility.objects import Asking as Asking
from .gesture_messages import Mode as Mode
from .hotkey.means import Means as Means
from .insertion.joining import Capitals as Capitals
from .insertion.joining import Spacing as Spacing
from .insertion.rules import FocusChanged as FocusChanged
from .insertion.rules import Manner as Manner
from .insertion.rules import Policy


class Delivery(StrEnum):
    """What becomes of a dictation's text."""

    INSERT = "insert"
    """It goes into the program that has the focus."""
    AS_YOU_SPEAK = "as you speak"
    """The same, word by word as they become final, while the user still speaks."""
    COPY = "copy"
    """It goes to the clipboard, and nowhere else."""


class Theme(StrEnum):
    """Which colours the windows have."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


LONGEST_KEEP_S = 3600
LONGEST_KEEP_DAYS = 3650
Days = Annotated[
    int,
    Meta(
        ge=0, le=LONGEST_KEEP_DAYS, description=f"a whole number of days from 0 to {LONGEST_KEEP_DAYS}, without quotes"
    ),
]

# Lone surrogates come from names that are not UTF-8; no file can hold them.
Name = Annotated[str, Meta(min_length=1, pattern=r"^[^\ud800-\udfff]*$", description="a name in quotes")]


Text = Annotated[str, Meta(pattern=r"^[^\ud800-\udfff]*$")]
KeyName = Annotated[Text, Meta(description="the name of a key in quotes")]
Address = Annotated[Text, Meta(description="an address in quotes")]
OptionValue = Annotated[bool | int | float | Text, Meta(description="a text in quotes, a number, true or false")]


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """What the user chose for one provider only."""

    endpoint: Address | None = None
    """The server to talk to (URL); None: the provider's own. What was meant as one and is none stays here, in words:
    whoever connects refuses it, instead of talking to a server that nobody named."""
    options: dict[str, OptionValue] = field(default_factory=dict)
    """Values of the options in `providers/catalogue.py`. What is not here has its default there. Whoever looks them up
    says which values will not do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice there is. The names are those of the file."""

    provider: Name = "local"
    """Who recognises: an id of `providers/catalogue.py`. Only whoever looks it up there knows whether it exists."""
    microphone: Name | None = None
    """The device's name as `holdfast devices` prints it; None (no line in the file): the system's default."""
    other_microphones: Annotated[tuple[Name, ...], Meta(description="a list of microphones, each in quotes")] = ()
    """Which ones stand in for it while it cannot be used, in order; the system's default comes behind them."""
    hotkey: Name | None = None
    """The key that is held for talking: its name, as the hotkey backend resolves it on this keyboard ("F9"); None (no
    line in the file): the desktop's usual one."""
    hotkey_backend: Means = Means.AUTOMATIC
    """How the hotkey reaches us. What does not fit the system is told when it is tried."""
    mode: Mode = Mode.HOLD
    """What a short press of the hotkey means."""
    hands_free_key: KeyName = ""
    """Each press begins or ends hands-free dictation. Empty: no key does. May be a combination ("Ctrl+Alt+Space")."""
    cancel_key: KeyName = "Esc"
    """Cancels, while somebody dictates. Empty: no key does."""
    cancel_twice: bool = True
    """It has to be pressed twice within a second."""
    insert_again_key: KeyName = ""
    """Inserts the newest text once more. Empty: no key does."""
    delivery: Delivery = Delivery.INSERT
    focus_changed: FocusChanged = FocusChanged.FOLLOW
    """What becomes of a text when another program has the focus than at the release of the key."""
    spacing: Spacing = Spacing.AUTO
    """Where a space is put between two texts."""
    capitals: Capitals = Capitals.AUTO
    """What becomes of a text's first letter."""
    ask_programs: Asking = Asking.AUTO
    """Whether programs are asked for the text around the cursor."""
    theme: Theme = Theme.SYSTEM
    longest_hold_s: Annotated[
        int, Meta(ge=60, le=86_400, description="a whole number of seconds from 60 to 86400, without quotes")
    ] = 7200
    """After so many seconds of speech its text is committed, and listening goes on."""
    language: Name | None = None
    """What is spoken: a BCP 47 tag, or "multi"; None (no line in the file): the provider's first."""
    vocabulary: Annotated[tuple[Name, ...], Meta(description="a list of words and names, each in quotes")] = ()
    """Words and names that the recogniser should know, given to each provider in its own form."""
    keep_connection_s: Annotated[
        int,
        Meta(
            ge=0, le=LONGEST_KEEP_S, description=f"a whole number of seconds from 0 to {LONGEST_KEEP_S}, without quotes"
        ),
    ] = 0
    """For how long a connection waits for the next dictation; 0: each has its own."""
    failover: Annotated[tuple[Name, ...], Meta(description="a list of providers, each in quotes")] = ("local",)
    """Who takes over when the chosen provider cannot go on, in order: ids like `provider`. Nobody is added unasked."""
    keep_texts_days: Days = 30
    """For how long texts are in the history; 0: only until Holdfast ends, and never on disk."""
    record: bool = True
    """Whether what is said is recorded on the disk until its text is safe."""
    keep_audio_days: Days = 0
    """For how long the recordings of texts that are safe are kept; 0: not at all."""
    programs: dict[Name, Manner] = field(default_factory=dict)
    """How texts go into certain programs, by WM_CLASS, app id or name of the executable. In the file: `[programs]`."""
    providers: dict[str, ProviderChoice] = field(default_factory=dict)
    """By provider id. In the file a table for each: `[providers.soniox]`, `[providers.soniox.options]`."""

    @property
    def insertion(self) -> Policy:
        """What was chosen about inserting."""
        return Policy(self.programs, self.focus_changed)

    def choice(self, provider: str) -> ProviderChoice:
        """What was chosen for that provider; the defaults if nothing was."""
        return self.providers.get(provider, ProviderChoice())

    def with_choice(self, provider: str, choice: ProviderChoice) -> "Settings":
        """The same, but with `choice` for that provider."""
        others = {name: each for name, each in self.providers.items() if name != provider}
        return replace(self, providers=others | ({provider: choice} if choice != ProviderChoice() else {}))
