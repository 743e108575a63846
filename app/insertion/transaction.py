"""The paste transaction: what follows from which fact, and when success is claimed.

Imports `messages`, `receipt` and `sentences`.

A text is offered on the clipboard (on X11, on both selections), the paste chord is sent, and the target's own read of
the offer, after the chord, is the receipt. Or it is typed, and the receipt says no more than that it was sent. Pure:
`step(state, event)` gives the next state and the orders to the shell (`x11`, `one_clipboard`). Time is monotonic
seconds and always an argument. Texts are inserted one at a time, in the order of their orders; each gets exactly one
`Report` and at most one chord: an insertion whose outcome is unknown is never repeated. Every stage has its limit, so
that the report always comes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from . import sentences
from .messages import (
    BOTH,
    SELECTIONS,
    Action,
    Asked,
    Chord,
    ChordFailed,
    ChordSent,
    Due,
    Event,
    GiveBack,
    KeepText,
    Look,
    Looked,
    Memory,
    MemoryChanged,
    Offer,
    Offered,
    Ordered,
    Quit,
    Read,
    Report,
    Selection,
    SendChord,
    Taken,
    TellHeld,
    Type,
    Typed,
    TypingFailed,
    Wake,
)
from .receipt import Landed, Receipt

RECEIPT_LIMIT = 3.0
"""Seconds that a target may take to read the text, before it counts as not inserted."""
SETTLE = 0.1
"""Seconds without any request for the offer, after the receipt, before the clipboard is given back. Some targets read
twice (several formats, both selections); the wait begins anew with every request, so a slow target gets its time."""
BLIND_SETTLE = 1.0
"""The same after a read by nobody knows whom: maybe a clipboard manager, and the target's own read will not be seen."""
SETTLE_LIMIT = 2.0
"""Seconds after the receipt when the clipboard is given back even though something goes on asking for the offer."""
PREPARE_LIMIT = 120.0
"""Seconds that a text waits for keys to be let go. Long, because it is the user who is waited for, and is told so:
somebody who dictates the next text at once holds the hotkey down."""
MEMORY_GRACE = 0.25
"""Seconds that a text waits for what is on the clipboard to be read. That began when the key went down; a program that
has not told until now must not hold up what was spoken (programs that live take 1-20 ms, measured)."""
POLL = 0.01
"""Seconds between two looks at the keyboard while a modifier is held."""

Actions = tuple[Action, ...]

# ------------------------------------------------------------------------------------------------ stages


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing to do."""


@dataclass(frozen=True, slots=True)
class Preparing:
    """Waiting for modifiers to be let go and for the user's clipboard to be known."""

    order: Ordered
    held: tuple[str, ...] = ()
    note: str = ""
    chord: Chord = Chord.SHIFT_INSERT
    since: float | None = None
    """When the first look was."""
    pending_since: float | None = None
    """When nothing but the reading of the clipboard was left to wait for."""


@dataclass(frozen=True, slots=True)
class Holding:
    """The text is put on the clipboard to stay there, for this reason; none: it was ordered so."""

    order: Ordered
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Typing:
    """The text is being typed."""

    order: Ordered


@dataclass(frozen=True, slots=True)
class Awaiting:
    """The text is offered. `until` is None before the chord is sent, and no read counts until then."""

    order: Ordered
    owned: frozenset[Selection]
    note: str
    until: float | None = None
    uncertain: bool = False
    """Some other program than the target read the text after the chord."""


@dataclass(frozen=True, slots=True)
class Settling:
    """The receipt is there; the target may read once more."""

    owned: frozenset[Selection]
    due: float
    limit: float


@dataclass(frozen=True, slots=True)
class Closed:
    """For good."""


Stage = Idle | Preparing | Holding | Typing | Awaiting | Settling | Closed


@dataclass(frozen=True, slots=True)
class State:
    """Where the current insertion stands, and which orders wait behind it."""

    stage: Stage = field(default_factory=Idle)
    waiting: tuple[Ordered, ...] = ()
    receipt_limit: float = RECEIPT_LIMIT
    selections: frozenset[Selection] = BOTH
    """Those that this desktop has."""


Step = tuple[State, Actions]


def step(state: State, event: Event) -> Step:
    """What a fact leads to. A fact that means nothing at this stage changes nothing."""
    match event:
        case Ordered():
            return _ordered(state, event)
        case Quit():
            return _quit(state, event)
        case _:
            handler: Callable[[State, Event], Step] = _HANDLERS[type(state.stage)]
            return handler(state, event)


def _ordered(state: State, order: Ordered) -> Step:
    if isinstance(state.stage, Closed):
        return state, (_report(order, Landed.NOWHERE, order.at, sentences.CLOSED),)
    if not isinstance(state.stage, Idle):
        return replace(state, waiting=(*state.waiting, order)), ()
    return _begin(state, order)


def _begin(state: State, order: Ordered) -> Step:
    if not order.text:
        return _next(state, _report(order, Landed.NOWHERE, order.at, sentences.NOTHING_TO_INSERT))
    if order.hold:
        return _hold(state, order, order.reason)
    return replace(state, stage=Preparing(order)), (Look(order.aim),)


def _hold(state: State, order: Ordered, reason: str = "") -> Step:
    return replace(state, stage=Holding(order, reason)), (Offer(order.text, frozenset({Selection.CLIPBOARD})),)


def _holding(state: State, event: Event) -> Step:
    stage = state.stage
    assert isinstance(stage, Holding)
    match event:
        case Offered(owned, at) if owned:
            keep = KeepText(stage.order.text, owned)
            return _next(state, keep, _report(stage.order, Landed.COPIED, at, stage.reason))
        case Offered(_, at):
            return _next(state, _report(stage.order, Landed.NOWHERE, at, sentences.COPY_REFUSED))
        case _:
            return state, ()


def _next(state: State, *actions: Action) -> Step:
    """Turn to the next order, if one waits."""
    if not state.waiting:
        return replace(state, stage=Idle()), actions
    first, *rest = state.waiting
    after, more = _begin(replace(state, waiting=tuple(rest)), first)
    return after, (*actions, *more)


def _ignore(state: State, event: Event) -> Step:  # noqa: ARG001 - a handler like the others
    return state, ()


def _preparing(state: State, event: Event) -> Step:
    stage = state.stage
    assert isinstance(stage, Preparing)
    match event:
        case Looked():
            return _looked(state, stage, event)
        case MemoryChanged() | Due():
            return state, (Look(stage.order.aim),)
        case Offered(owned, at):
            return _offered(state, stage, owned, at)
        case _:
            return state, ()


def _looked(state: State, stage: Preparing, seen: Looked) -> Step:
    order = replace(stage.order, rule=seen.rule)
    told: Actions = (TellHeld(seen.held),) if seen.held != stage.held else ()
    since = seen.at if stage.since is None else stage.since
    stage = replace(stage, order=order, held=seen.held, since=since)
    put_nowhere = seen.nowhere or (sentences.TOO_LARGE if seen.memory is Memory.TOO_LARGE and not seen.typing else "")
    if seen.held and not (seen.refusal or put_nowhere) and seen.at < since + PREPARE_LIMIT:
        return replace(state, stage=stage), (*told, Wake(seen.at + POLL))
    if seen.held:
        told = (TellHeld(()),)
    if put_nowhere:
        return _next(state, *told, _report(order, Landed.NOWHERE, seen.at, put_nowhere))
    if seen.refusal or seen.held:
        reason = seen.refusal or sentences.KEYS_HELD.format(keys=" and ".join(seen.held))
        state, actions = _hold(state, order, reason)
        return state, (*told, *actions)
    if seen.typing:
        return replace(state, stage=Typing(order)), (*told, Type(order.text))
    if seen.chord is None:
        keep = KeepText(order.text, frozenset({Selection.CLIPBOARD}))
        return _next(state, *told, keep, _report(order, Landed.COPIED, seen.at, sentences.NO_FOCUS))
    state, actions = _over_the_clipboard(state, stage, seen, seen.chord)
    return state, (*told, *actions)


def _over_the_clipboard(state: State, stage: Preparing, seen: Looked, chord: Chord) -> Step:
    """Wait for what is on the clipboard to be read, but not for long; then offer the text there."""
    match seen.memory:
        case Memory.PENDING if stage.pending_since is None:
            stage = replace(stage, pending_since=seen.at)
            return replace(state, stage=stage), (Wake(seen.at + MEMORY_GRACE),)
        case Memory.PENDING if seen.at < (until := (stage.pending_since or 0.0) + MEMORY_GRACE):
            return replace(state, stage=stage), (Wake(until),)
    note = "" if seen.memory is Memory.READY else sentences.CLIPBOARD_LOST
    stage = replace(stage, note=note, chord=chord)
    return replace(state, stage=stage), (Offer(stage.order.text, SELECTIONS[chord] & state.selections),)


def _typing(state: State, event: Event) -> Step:
    stage = state.stage
    assert isinstance(stage, Typing)
    match event:
        case Typed(at):
            return _next(state, _report(stage.order, Landed.SENT, at))
        case TypingFailed(reason, _):
            return _hold(state, stage.order, reason)
        case _:
            return state, ()


def _offered(state: State, stage: Preparing, owned: frozenset[Selection], at: float) -> Step:
    awaiting = Awaiting(stage.order, owned, stage.note)
    state = replace(state, stage=awaiting)
    if owned == SELECTIONS[stage.chord] & state.selections:
        return state, (SendChord(stage.chord),)
    # The chord would paste whatever the other owner has.
    return _leave(state, awaiting, sentences.NOT_SENT, at)


def _awaiting(state: State, event: Event) -> Step:
    stage = state.stage
    assert isinstance(stage, Awaiting)
    match event:
        case ChordSent(at):
            until = at + state.receipt_limit
            return replace(state, stage=replace(stage, until=until)), (Wake(until),)
        case ChordFailed(reason, at):
            return _leave(state, stage, reason, at)
        case Read(True, at) if stage.until is not None:
            settling = Settling(stage.owned, at + SETTLE, at + SETTLE_LIMIT)
            report = _report(stage.order, Landed.INSERTED, at, note=stage.note)
            return replace(state, stage=settling), (Wake(settling.due), report)
        case Read(None, at) if stage.until is not None:
            settling = Settling(stage.owned, at + BLIND_SETTLE, at + SETTLE_LIMIT)
            report = _report(stage.order, Landed.SENT, at, note=stage.note)
            return replace(state, stage=settling), (Wake(settling.due), report)
        case Read(False, _) if stage.until is not None:
            return replace(state, stage=replace(stage, uncertain=True)), ()
        case Taken(selection, at):
            stage = replace(stage, owned=stage.owned - {selection})
            state = replace(state, stage=stage)
            return (state, ()) if stage.owned else _leave(state, stage, sentences.NO_RECEIPT, at)
        case Due(at) if stage.until is not None:
            if at < stage.until:
                return state, (Wake(stage.until),)
            return _leave(state, stage, sentences.UNCERTAIN if stage.uncertain else sentences.NO_RECEIPT, at)
        case _:
            return state, ()


def _leave(state: State, stage: Awaiting, reason: str, at: float) -> Step:
    """End an insertion without a receipt: the text stays on the clipboard, if that is still ours."""
    if Selection.CLIPBOARD in stage.owned:
        keep = KeepText(stage.order.text, stage.owned)
        return _next(state, keep, _report(stage.order, Landed.COPIED, at, reason, stage.note))
    reason = sentences.REFUSED if stage.until is None else sentences.TAKEN
    return _next(state, GiveBack(stage.owned), _report(stage.order, Landed.NOWHERE, at, reason, stage.note))


def _settling(state: State, event: Event) -> Step:
    stage = state.stage
    assert isinstance(stage, Settling)
    match event:
        case Asked(at) | Read(_, at):
            due = min(max(stage.due, at + SETTLE), stage.limit)
            return replace(state, stage=replace(stage, due=due)), (Wake(due),)
        case Taken(selection, _):
            return replace(state, stage=replace(stage, owned=stage.owned - {selection})), ()
        case Due(at) if at < stage.due:
            return state, (Wake(stage.due),)
        case Due():
            return _next(state, GiveBack(stage.owned))
        case _:
            return state, ()


def _quit(state: State, event: Quit) -> Step:
    """End everything at once. What waits is not put on the clipboard: it has room for one text only."""
    actions: list[Action] = []
    match state.stage:
        case Preparing(order, held):
            actions += [TellHeld(())] if held else []
            actions.append(_report(order, Landed.NOWHERE, event.at, sentences.CLOSED))
        case Holding(order) | Typing(order):
            actions.append(_report(order, Landed.NOWHERE, event.at, sentences.CLOSED))
        case Awaiting(order, owned, note):
            # The target may still read: it must find this text there, not the old content.
            saved = event.saved and Selection.CLIPBOARD in owned
            landed, reason = (Landed.COPIED, sentences.CLOSED_COPIED) if saved else (Landed.NOWHERE, sentences.CLOSED)
            actions += [KeepText(order.text, owned), _report(order, landed, event.at, reason, note)]
        case Settling(owned):
            actions.append(GiveBack(owned))
        case _:
            pass
    actions += [_report(order, Landed.NOWHERE, event.at, sentences.CLOSED) for order in state.waiting]
    return replace(state, stage=Closed(), waiting=()), tuple(actions)


def _report(order: Ordered, landed: Landed, at: float, reason: str = "", note: str = "") -> Report:
    return Report(order.number, Receipt(landed, reason, (at - order.at) * 1000, note, order.rule))


_HANDLERS: dict[type[Stage], Callable[[State, Event], Step]] = {
    Idle: _ignore,
    Preparing: _preparing,
    Holding: _holding,
    Typing: _typing,
    Awaiting: _awaiting,
    Settling: _settling,
    Closed: _ignore,
}
