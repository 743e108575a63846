"""What sleep, waking and the lock of the screen mean for dictations. Imports the machine's events; no Qt, no thread.

the computer      then
----------------  -----------------------------------------------------------------------------------------------
falls asleep      what is being spoken ends as if the key came up; the computer waits until it is in its place
awoke             connections are opened anew, the microphone is looked for, and the key's real state is asked for
is locked         what is being spoken ends; from now on texts are kept and inserted nowhere: the program that has
                  the focus is the one that asks for the password
is unlocked       texts are inserted again; the key's real state is asked for: what it did meanwhile nobody was told
"""

from dataclasses import dataclass
from typing import Protocol, assert_never

from .machine.events import MachineEvent


class Dictating(Protocol):
    """What the rest of the program does for it."""

    @property
    def at_rest(self) -> bool:
        """Nothing is spoken, recognised or inserted."""

    def end_speaking(self) -> None:
        """End what is being spoken, as if the key came up. What was said is recognised and delivered."""

    def ask_for_key(self) -> None:
        """Believe nothing about the key any more."""

    def look_again(self) -> None:
        """Believe nothing about the key, the microphone or open connections any more."""


class Computer(Protocol):
    """What can be asked of the computer."""

    def ready_to_sleep(self) -> None:
        """It may suspend now."""


@dataclass(slots=True)
class Vigil:
    """Everything here happens on one thread."""

    dictating: Dictating
    computer: Computer
    locked: bool = False
    """The screen is locked: nothing may be inserted."""
    _falling_asleep: bool = False

    def take(self, event: MachineEvent) -> None:
        """The computer did something."""
        match event:
            case MachineEvent.FALLS_ASLEEP:
                self._falling_asleep = True
                self.dictating.end_speaking()
                self.settled()
            case MachineEvent.AWOKE:
                self._falling_asleep = False
                self.dictating.look_again()
            case MachineEvent.LOCKED:
                self.locked = True
                self.dictating.end_speaking()
            case MachineEvent.UNLOCKED:
                self.locked = False
                self.dictating.ask_for_key()
            case _:
                assert_never(event)

    def settled(self) -> None:
        """Something is in its place: that may have been what the computer was waiting for."""
        if self._falling_asleep and self.dictating.at_rest:
            self._falling_asleep = False
            self.computer.ready_to_sleep()
