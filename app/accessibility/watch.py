"""Follows who has the focus, on a thread of its own, and asks there. Imports the rest of the package.

Whoever has a question gives it with a deadline and is answered on the thread, at once if nothing is known. Programs
that hang, a bus that goes and comes, and one that is not there cost nobody else anything.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, new_method_call

from . import attention as a
from . import questions
from .attention import Attention
from .connection import Connection, Trouble, Waker
from .objects import Accessible, Asking, Focused, Switch, Written
from .search import search
from .switch import find
from .writing import write

log = logging.getLogger(__name__)

END_S = 2.0
"""For the registry's answer at the beginning, and for the thread's end."""
WRITE_S = 1.0
"""For putting a text into a field. A program that does not answer in time may still do it."""
AGAIN_S = 30.0
"""A bus that went away, or did not let us in, is looked for again after this."""

_REGISTRY = DBusAddress(
    "/org/a11y/atspi/registry", bus_name="org.a11y.atspi.Registry", interface="org.a11y.atspi.Registry"
)
_OBJECT = "org.a11y.atspi.Event.Object"
_WINDOW = "org.a11y.atspi.Event.Window"
_EVENTS = ("object:state-changed:focused", "window:activate", "window:deactivate")
"""Programs send what somebody registered for, and nothing else."""


def _focus_rules() -> tuple[MatchRule, ...]:
    focused = MatchRule(type="signal", interface=_OBJECT, member="StateChanged")
    focused.add_arg_condition(0, "focused")
    gone = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
    return focused, MatchRule(type="signal", interface=_WINDOW), gone


Question = Callable[[Connection | None, Attention], None]
"""Asked on the thread; without a connection it has to answer that nothing is known."""


class Accessibility:
    """What programs tell, for as long as it runs. All methods may be called from any thread."""

    def __init__(self, asking: Asking, look_s: float) -> None:
        """`look_s`: how long a look may take."""
        self._look_s = look_s
        self._asking = asking
        self._attention = Attention()
        self._questions: deque[Question] = deque()
        self._switch = Switch()
        self._waker = Waker()
        self._lock = threading.Lock()
        self._stopped = False
        self._changed = False
        self._thread = threading.Thread(target=self._run, name="accessibility", daemon=True)

    @property
    def switch(self) -> Switch:
        """How the desktop's accessibility stood when it was last looked for."""
        return self._switch

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End, within the time of one question. Who asks afterwards hears that nothing is known. Idempotent."""
        with self._lock:
            self._stopped = True
            self._waker.wake()
        if self._thread.is_alive():
            self._thread.join(END_S)

    def use(self, asking: Asking) -> None:
        """Ask so from now on."""
        if asking is not self._asking:
            self._asking, self._changed = asking, True
            self._waker.wake()

    def look(self, answer: Callable[[Focused | None], None]) -> None:
        """What has the focus, and the text around its caret. None: nobody has told."""
        until = time.monotonic() + self._look_s

        def ask(connection: Connection | None, attention: Attention) -> None:
            found = None
            if connection and (place := attention.focused or search(connection, until)):
                found = questions.look(connection, place, until)
            answer(found)

        self.put(ask)

    def write(self, focused: Focused, text: str, answer: Callable[[Written], None]) -> None:
        """Put `text` at the caret of that field."""
        until = time.monotonic() + WRITE_S

        begun = False

        def ask(connection: Connection | None, _: Attention) -> None:
            nonlocal begun
            if connection is None:  # or it broke in the middle
                answer(Written.UNKNOWN if begun else Written.REFUSED)
                return
            begun = True
            answer(write(connection, focused, text, until))

        self.put(ask)

    def put(self, question: Question) -> None:
        """Have this asked on the thread, behind what was put before."""
        with self._lock:
            if not self._stopped:
                self._questions.append(question)
                self._waker.wake()
                return
        question(None, Attention())

    # ------------------------------------------------------------------------------------------- on the thread

    def _run(self) -> None:
        told = ""
        while not self._stopped:
            self._changed = False
            try:
                self._follow()
            except Trouble as error:
                if told != (told := type(error).__name__):  # once, not at every try
                    log.info("What programs tell about themselves cannot be heard (%s)", told)
            self._switch, self._attention = Switch(), Attention()
            self._rest()

    def _follow(self) -> None:
        """For as long as there is a bus. Raises `Trouble`."""
        if self._asking is Asking.OFF:
            return
        session = Connection("SESSION")
        try:
            switch = find(session, self._asking)
        finally:
            session.close()
        if switch.address is None:
            return
        connection = Connection(switch.address)
        try:
            self._register(connection)
            self._switch = switch
            while not self._stopped and not self._changed:
                self._answer(connection)
                connection.serve(self._waker, self._hear)
        finally:
            connection.close()

    def _register(self, connection: Connection) -> None:
        connection.listen(*_focus_rules())
        calls = [new_method_call(_REGISTRY, "RegisterEvent", "s", (each,)) for each in _EVENTS]
        connection.ask(calls, time.monotonic() + END_S)

    def _answer(self, connection: Connection | None) -> None:
        while self._questions:
            question = self._questions.popleft()
            try:
                if connection:
                    connection.hear(self._hear)
                question(connection, self._attention)
            except Trouble:
                question(None, Attention())
                raise

    def _rest(self) -> None:
        """There is no bus: until it is worth looking for one again."""
        again = time.monotonic() + AGAIN_S
        while not (self._stopped or self._changed) and (self._asking is Asking.OFF or time.monotonic() < again):
            self._answer(None)
            self._waker.wait(None if self._asking is Asking.OFF else max(0.0, again - time.monotonic()))
        self._answer(None)

    def _hear(self, message: Message) -> None:
        if event := _event(message):
            self._attention = self._attention.after(event)


def _event(message: Message) -> a.Event | None:
    """What a signal says about the focus."""
    fields = message.header.fields
    source = Accessible(str(fields.get(HeaderFields.sender)), str(fields.get(HeaderFields.path)))
    match fields.get(HeaderFields.interface), str(fields.get(HeaderFields.member)).lower(), message.body:
        case "org.a11y.atspi.Event.Object", "statechanged", ("focused", int(on), *_):
            return a.FocusGained(source) if on else a.FocusLost(source)
        case "org.a11y.atspi.Event.Window", "activate", _:  # GTK 4.8 writes it with a small letter
            return a.WindowEntered(source)
        case "org.a11y.atspi.Event.Window", "deactivate", _:
            return a.WindowLeft(source)
        case "org.freedesktop.DBus", "nameownerchanged", (str(name), _, ""):
            return a.ProgramGone(name)
    return None
