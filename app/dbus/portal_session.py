"""One session with the desktop's portal that is kept open: opened again when it was closed, or the portal restarted.
Imports the portal.

Every attempt has a connection of its own. A portal forgets what a connection had when that ends, so nothing old is in
the way; and it takes an app's word for its name only once on each.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Protocol

from jeepney import Message

from .bus import Bus, BusListener, Reconnect, member
from .portal import Kind, Portal, PortalTrouble

log = logging.getLogger(__name__)

TRIES = {Kind.REFUSED: 1, Kind.MISSING: 1, Kind.HANGS: 2, Kind.NAMELESS: 5, Kind.CLOSED: 6, Kind.FAILED: 3}
"""How often, in a row, this may be what a session ends with, before it is given up. A name is not known at once where
its `.desktop` file was just written: the portal looks at folders now and then."""

FIRST_PAUSE_S = 0.5
"""Before the second attempt; twice as long before each further one."""

HEALTHY_S = 60.0
"""A session that lived so long ends no row of failures."""


class PortalClient(Protocol):
    """Who has a session. Called on the session's thread."""

    def open(self, portal: Portal, stack: ExitStack) -> None:
        """Open the session, until it can be used; listen for what is wanted as long as `stack` is open. Raises
        PortalTrouble."""

    def hear(self, message: Message) -> None:
        """A signal of the portal that is no answer."""

    def closed(self) -> None:
        """The session that was open is gone; it is opened anew, or `gave_up` follows."""

    def gave_up(self, trouble: PortalTrouble) -> None:
        """No attempt is made any more, until another portal starts."""


class PortalSession:
    """Keeps a client's session open, on a thread of its own."""

    def __init__(self, app_id: str, client: PortalClient) -> None:
        self._app_id = app_id
        self._client = client
        self._tries: dict[Kind, int] = {}
        self._given_up = self._refused = False
        self._portal: Portal | None = None
        self._opened_at = 0.0
        self._stopped = threading.Event()
        self._listener = BusListener("SESSION", (), self._connected, self._hear, self._no_bus)

    def start(self) -> None:
        """Begin, in the background."""
        self._listener.start()

    def stop(self) -> None:
        """End; the portal closes the session. The client is not called any more."""
        self._stopped.set()
        self._listener.stop()

    def ask_again(self) -> None:
        """From any thread: try again after it was given up, also where the user had said no."""
        self._given_up = self._refused = False  # also for the next connection, if there is none now
        self._listener.post(lambda _: self._again())

    def with_portal(self, work: Callable[[Portal], None]) -> bool:
        """From any thread: do `work`, which may raise PortalTrouble, on the session's. False if it is not open; what is
        not done when it ends never is."""
        return self._listener.post(lambda _: self._work(work))

    # ------------------------------------------------------------------------------------------- on the bus's thread

    def _connected(self, bus: Bus, stack: ExitStack) -> None:
        portal = Portal(bus, self._app_id)
        stack.callback(self._leave)
        portal.listen(stack)
        if self._given_up:
            return
        try:
            portal.register()
            self._client.open(portal, stack)
        except PortalTrouble as trouble:
            self._troubled(trouble)
        else:
            self._portal = portal
            self._opened_at = time.monotonic()

    def _hear(self, _: Bus, message: Message) -> None:
        if self._portal is None:
            if member(message) == "NameOwnerChanged" and message.body[2] and not self._refused:
                self._again()
        elif self._portal.is_over(message):
            self._troubled(PortalTrouble(Kind.CLOSED, member(message)))
        else:
            self._client.hear(message)

    def _work(self, work: Callable[[Portal], None]) -> None:
        if self._portal:
            try:
                work(self._portal)
            except PortalTrouble as trouble:
                self._troubled(trouble)

    def _troubled(self, trouble: PortalTrouble) -> None:
        """Try again, or give up."""
        log.info("The portal: %s", trouble)
        if self._portal and time.monotonic() - self._opened_at > HEALTHY_S:
            self._tries.clear()
        self._leave()
        tries = self._tries[trouble.kind] = self._tries.get(trouble.kind, 0) + 1
        if tries < TRIES[trouble.kind]:
            raise Reconnect(FIRST_PAUSE_S * 2 ** (tries - 1))
        self._given_up = True
        self._refused = trouble.kind is Kind.REFUSED
        if not self._stopped.is_set():
            self._client.gave_up(trouble)

    def _again(self) -> None:
        self._given_up = self._refused = False
        self._tries.clear()
        raise Reconnect(0.0)

    def _leave(self) -> None:
        if self._portal:
            self._portal = None
            if not self._stopped.is_set():
                self._client.closed()

    def _no_bus(self) -> None:
        if not (self._given_up or self._stopped.is_set()):
            self._given_up = True
            self._client.gave_up(PortalTrouble(Kind.MISSING, "no session bus"))
