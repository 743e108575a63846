"""The clipboard of a Wayland desktop from the background: data-control. Imports `messages`, the connection and pipes.

KWin, wlroots' compositors, Hyprland, niri and COSMIC (where it was switched on) have this protocol; GNOME has not. A
program that has no window can set and read both selections with it, and is asked, pipe by pipe, when somebody reads.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject

from .messages import Selection
from .wayland_connection import Connection
from .wayland_pipes import Receiving, Sending
from .wayland_wire import DATA_DEVICE, DATA_MANAGERS, DATA_OFFER, DATA_SOURCE, SEAT, Argument

_SET = {Selection.CLIPBOARD: "set_selection", Selection.PRIMARY: "set_primary_selection"}
_EVENTS = {"selection": Selection.CLIPBOARD, "primary_selection": Selection.PRIMARY}
_PRIMARY_SINCE = 2
_OURS = f"application/x-holdfast-{os.getpid()}"
"""On all that we offer: when the compositor tells what is there, this tells our own from anybody else's."""


@dataclass(slots=True)
class _Source:
    """Something of ours on a selection."""

    formats: Mapping[str, bytes]
    asked: Callable[[str, int], bool | None]
    """Its answer comes back to `handed`."""
    handed: Callable[[str, bool | None, bool], None]


@dataclass(slots=True)
class _Offer:
    """Something on a selection, as the compositor tells it."""

    formats: list[str] = field(default_factory=list)


class DataControl(QObject):
    """Both selections of one seat. `changed` is called when another program, or nobody, owns one.

    Raises WaylandError from its methods when the compositor is gone; LookupError if it does not have the protocol.
    """

    def __init__(self, connection: Connection, changed: Callable[[Selection], None]) -> None:
        super().__init__()
        self._connection = connection
        self._changed: Callable[[Selection], None] = lambda _: None  # what is there at the start is no change
        self._manager = next(
            (made for each in DATA_MANAGERS if (made := connection.bind(each, _PRIMARY_SINCE)) is not None), None
        )
        seat = connection.bind(SEAT, 1)
        if self._manager is None or seat is None:
            raise LookupError("data-control")
        self._offers: dict[int, _Offer] = {}
        self._current: dict[Selection, int | None] = dict.fromkeys(Selection)
        self._sources: dict[Selection, int] = {}
        self._device = connection.create(DATA_DEVICE, self._device_event)
        connection.send(self._manager, "get_data_device", self._device, seat)
        connection.round_trip()
        self._changed = changed

    def formats(self, selection: Selection) -> tuple[str, ...]:
        """What is on offer there; nothing if nobody owns it."""
        offer = self._offers.get(self._current[selection] or 0, _Offer())
        return tuple(each for each in offer.formats if each != _OURS)

    def owns(self, selection: Selection) -> bool:
        """Whether what is there is ours."""
        return selection in self._sources

    def read(
        self, selection: Selection, name: str, cap: int, patience_ms: int, done: Callable[[bytes | None], None]
    ) -> Receiving:
        """Read one format of what is there, see Receiving. Only after `formats` named it."""
        if sys.platform != "linux":
            raise NotImplementedError
        ours, theirs = os.pipe2(os.O_CLOEXEC)
        offer = self._current[selection]
        if offer is not None:
            self._connection.send(offer, "receive", name, theirs)
        os.close(theirs)
        return Receiving(ours, cap, patience_ms, done, self)

    def put(
        self,
        selection: Selection,
        formats: Mapping[str, bytes],
        asked: Callable[[str, int], bool | None] = lambda *_: None,
        handed: Callable[[str, bool | None, bool], None] = lambda *_: None,
    ) -> None:
        """Own this selection. `asked` is called when somebody begins to read a format, with the pipe; what it gives is
        passed to `handed` when the reading is over, with whether all was taken."""
        source = self._connection.create(DATA_SOURCE)
        kept = _Source({**formats, _OURS: b""}, asked, handed)
        self._connection.adopt(source, DATA_SOURCE, partial(self._source_event, selection, source, kept))
        assert self._manager is not None
        self._connection.send(self._manager, "create_data_source", source)
        for name in kept.formats:
            self._connection.send(source, "offer", name)
        self._sources[selection] = source
        self._connection.send(self._device, _SET[selection], source)

    def clear(self, selection: Selection) -> None:
        """Have nothing there, if what is there is ours."""
        if self._sources.pop(selection, None) is not None:
            self._connection.send(self._device, _SET[selection], None)

    def _device_event(self, name: str, arguments: list[Argument]) -> None:
        match name, arguments:
            case "data_offer", [int(identity)]:
                offer = self._offers[identity] = _Offer()
                self._connection.adopt(identity, DATA_OFFER, partial(_offered, offer))
            case (("selection" | "primary_selection"), [int(identity)]):
                self._now(_EVENTS[name], identity or None)

    def _now(self, selection: Selection, offer: int | None) -> None:
        before, self._current[selection] = self._current[selection], offer
        if before is not None and before not in self._current.values():
            self._connection.send(before, "destroy")
            self._connection.forget(before)
            del self._offers[before]
        if offer is None or _OURS not in self._offers[offer].formats:
            self._changed(selection)

    def _source_event(
        self, selection: Selection, identity: int, source: _Source, name: str, arguments: list[Argument]
    ) -> None:
        match name, arguments:
            case "send", [str(wanted), int(fd)]:
                data = source.formats.get(wanted, b"")
                told = source.asked(wanted, fd)
                Sending(fd, data, partial(source.handed, wanted, told), self)
            case "cancelled", []:
                if self._sources.get(selection) == identity:
                    del self._sources[selection]
                self._connection.send(identity, "destroy")
                self._connection.forget(identity)


def _offered(offer: _Offer, name: str, arguments: list[Argument]) -> None:
    match name, arguments:
        case "offer", [str(mime)]:
            offer.formats.append(mime)
