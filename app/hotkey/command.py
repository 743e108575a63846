"""The hotkey where the desktop lets no program listen: it starts `holdfast press` and `holdfast release` itself.
Imports the contract and the desktops.

Those words come over the command socket, which is always on, with this backend or another; nothing is listened for
here. The backend is what the app has instead of one, so that it says what works and does not complain at each start.
"""

from collections.abc import Callable, Mapping

from .backend import Bound, Capabilities, HotkeyUnavailable, Key, Repeats, Role, Sink
from .desktops import HELD, Desktop


class CommandHotkey:
    """The key bindings of `desktop`."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self.capabilities = Capabilities(
            f"a key binding of {desktop.name}",
            knows_state=False,
            repeats=Repeats.NONE,
            watches_cancel=False,
            desktop_chooses=True,
            default_key=HELD,
            proposals=(HELD,),
        )

    def start(self, keys: Mapping[Role, Key], sink: Sink) -> None:  # noqa: ARG002 - the desktop has its own
        """Nothing to start."""
        sink.bound({Role.TALK: Bound(f"the key bound in {self._desktop.name}", swallowed=True)})

    def stop(self) -> None:
        """Nothing to stop."""

    def is_physically_down(self) -> bool | None:
        """A command does not tell."""
        return None

    def watch_cancel(self, on: bool) -> None:
        """`holdfast cancel` can be bound, too."""

    def resolve(self, name: str) -> Key:
        """Whatever the settings say: the desktop's binding is what counts."""
        return Key(name, 0)

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:  # noqa: ARG002 - none ever is
        """No key is seen here."""
        raise HotkeyUnavailable(self._how())

    def configure(self) -> None:
        """Only the user can."""
        raise HotkeyUnavailable(self._how())

    def _how(self) -> str:
        return f"{self._desktop.called} lets no program listen for keys. {self._desktop.binding()}"
