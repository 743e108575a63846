"""Where a recording's sound comes from, as far as the sound server tells. Imports `sound_server`, `devices`, `errors`.

It is asked because it tells nobody by itself: PulseAudio moves a recording to another microphone when its own is pulled
out, when the default one changes or when the user says so in the volume control, and to a loudspeaker's monitor if
nothing else is left. Blocks go on as if nothing had happened. PipeWire also connects who asks for an absent microphone
to the default one.

Touches no PortAudio: everything here may be called on any thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import sound_server
from .devices import PULSE, Device, nothing, vanished
from .errors import DeviceError
from .sound_server import Source


@dataclass(frozen=True, slots=True)
class Place:
    """Where the sound comes from now."""

    name: str
    """The microphone's."""
    left: str = ""
    """The name of the one that it came from until now; empty: it always came from here."""
    left_is_gone: bool = False


OnPlace = Callable[[Place], None]


class Whereabouts:
    """One recording from `device`, which the sound server knows by `tag` (`devices.directed_to`).

    `on_place` is called when it is known where it comes from, and when that changes.
    """

    def __init__(self, device: Device, tag: str, on_place: OnPlace) -> None:
        self._device = device
        self._on_place = on_place
        self._here: Source | None = None
        self._told = False
        self._tag = tag

    def look(self) -> DeviceError | None:
        """Look where it comes from now; an error if that is no microphone, or not the one that was chosen."""
        if self._device.host_api != PULSE:
            self._tell(Place(self._device.name))
            return None
        recording = sound_server.recording(self._tag, sound_server.QUICK_S)
        if recording and self._here and recording.source == self._here.index:
            return None
        found = sound_server.sources(sound_server.QUICK_S)
        if found is None:
            return None
        if all(each.monitor for each in found):
            return nothing()
        if self._device.source and all(each.name != self._device.source for each in found):
            return self._lost()
        here = next((each for each in found if recording and each.index == recording.source), None)
        if here is None:
            return None
        if here.monitor and self._here:  # it may begin with one: who made that the default wants to dictate from it
            return self._lost()
        self._tell(self._place(here, found))
        self._here = here
        return None

    def why_silent(self) -> str:
        """What of the system's settings makes it silent, as the end of a sentence about it; empty: nothing. May
        be asked when it is over, too."""
        if self._device.host_api != PULSE:
            return ""
        recording = sound_server.recording(self._tag, sound_server.QUICK_S)
        if recording and recording.muted:
            return "Holdfast is muted in the system's volume control"
        index = recording.source if recording else self._here.index if self._here else None
        for each in sound_server.sources(sound_server.QUICK_S) or ():
            if each.index == index and each.muted:
                return "it is muted in the system's settings"
            if each.index == index and each.turned_down:
                return "it is turned down to nothing in the system's settings"
        return ""

    def _lost(self) -> DeviceError:
        here = self._here
        if here is None or self._device.source:
            return vanished(self._device)
        return vanished(Device(here.shown, PULSE, here.channels, here.rate, False, here.name))

    def _place(self, here: Source, found: list[Source]) -> Place:
        if self._here is None:
            return Place(here.shown)
        return Place(here.shown, self._here.shown, all(each.index != self._here.index for each in found))

    def _tell(self, place: Place) -> None:
        if place.left or not self._told:
            self._told = True
            self._on_place(place)
