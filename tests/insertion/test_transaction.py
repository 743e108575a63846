"""The paste transaction as values: scenarios, then any sequence of events that a shell could bring."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insertion import sentences
from app.insertion.aim import Aim
from app.insertion.messages import (
    BOTH,
    SELECTIONS,
    Asked,
    Chord,
    ChordFailed,
    ChordSent,
    Due,
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
from app.insertion.receipt import Landed, Receipt
from app.insertion.transaction import (
    BLIND_SETTLE,
    MEMORY_GRACE,
    POLL,
    PREPARE_LIMIT,
    RECEIPT_LIMIT,
    SETTLE,
    SETTLE_LIMIT,
    Awaiting,
    Closed,
    Holding,
    Idle,
    Preparing,
    Settling,
    State,
    Typing,
    step,
)

CLIPBOARD, PRIMARY = frozenset({Selection.CLIPBOARD}), frozenset({Selection.PRIMARY})
ORDER = Ordered(1, "words", 10.0)
CLEAR = Looked((), Memory.READY, Chord.SHIFT_INSERT, 10.0)


def play(*events, state=None):
    """The state after these events, and what the last one ordered."""
    state, actions = state or State(), ()
    for event in events:
        state, actions = step(state, event)
    return state, actions


def awaiting(**more):
    """Chord sent at 10.0."""
    return play(ORDER, CLEAR, Offered(BOTH, 10.0), ChordSent(10.0))[0]


def settling():
    return play(Read(True, 10.5), state=awaiting())[0]


def copied(reason, at, note=""):
    return Report(1, Receipt(Landed.COPIED, reason, (at - 10.0) * 1000, note))


def nowhere(reason, at):
    return Report(1, Receipt(Landed.NOWHERE, reason, (at - 10.0) * 1000))


def test_an_order_begins_with_a_look():
    assert play(ORDER) == (State(Preparing(ORDER)), (Look(),))


def test_a_clear_way_leads_to_offer_chord_and_wait():
    assert play(ORDER, CLEAR)[1] == (Offer("words", BOTH),)
    assert play(ORDER, CLEAR, Offered(BOTH, 10.0))[1] == (SendChord(Chord.SHIFT_INSERT),)
    state, actions = play(ORDER, CLEAR, Offered(BOTH, 10.0), ChordSent(10.0))
    assert actions == (Wake(10.0 + RECEIPT_LIMIT),)
    assert state.stage == Awaiting(ORDER, BOTH, "", 10.0 + RECEIPT_LIMIT)


def test_ctrl_v_needs_the_clipboard_alone():
    look = Looked((), Memory.READY, Chord.CTRL_V, 10.0)
    assert play(ORDER, look)[1] == (Offer("words", CLIPBOARD),)
    assert play(ORDER, look, Offered(CLIPBOARD, 10.0))[1] == (SendChord(Chord.CTRL_V),)


def test_no_text_is_reported_as_such():
    assert play(Ordered(1, "", 10.0)) == (State(), (nowhere(sentences.NOTHING_TO_INSERT, 10.0),))


def test_held_keys_are_told_once_and_looked_for_again():
    held = Looked(("Shift",), Memory.READY, Chord.SHIFT_INSERT, 11.0)
    state, actions = play(ORDER, held)
    assert actions == (TellHeld(("Shift",)), Wake(11.0 + POLL))
    assert step(state, held)[1] == (Wake(11.0 + POLL),)
    assert step(state, Due(11.01))[1] == (Look(),)
    assert step(state, CLEAR)[1] == (TellHeld(()), Offer("words", BOTH))


@pytest.mark.parametrize("event", [MemoryChanged(), Due(11.0)])
def test_while_the_clipboard_is_being_read_nothing_is_taken(event):
    state, actions = play(ORDER, Looked((), Memory.PENDING, Chord.SHIFT_INSERT, 10.0))
    assert actions == (Wake(10.0 + MEMORY_GRACE),)
    assert step(state, event)[1] == (Look(),)


def test_a_clipboard_that_is_still_being_read_does_not_hold_the_text_up():
    def pending(at, held=()):
        return Looked(held, Memory.PENDING, Chord.SHIFT_INSERT, at)

    state, _ = play(ORDER, pending(10.0, ("Shift",)), pending(10.5))
    assert step(state, pending(10.6))[1] == (Wake(10.5 + MEMORY_GRACE),)
    state, actions = step(state, pending(10.5 + MEMORY_GRACE))
    assert actions == (Offer("words", BOTH),)
    _, actions = play(Offered(BOTH, 11.0), ChordSent(11.0), Read(True, 11.0), state=state)
    assert actions[-1] == Report(1, Receipt(Landed.INSERTED, "", 1000.0, sentences.CLIPBOARD_LOST))


def test_keys_that_stay_down_are_not_waited_for_for_ever():
    def held(at):
        return Looked(("Ctrl", "Alt"), Memory.READY, Chord.SHIFT_INSERT, at)

    state, _ = play(ORDER, held(20.0))
    assert step(state, held(19.9 + PREPARE_LIMIT))[1] == (Wake(19.9 + PREPARE_LIMIT + POLL),)
    at = 20.0 + PREPARE_LIMIT
    state, actions = step(state, held(at))
    assert actions == (TellHeld(()), Offer("words", CLIPBOARD))
    reason = sentences.KEYS_HELD.format(keys="Ctrl and Alt")
    assert step(state, Offered(CLIPBOARD, at)) == (State(), (KeepText("words", CLIPBOARD), copied(reason, at)))


def test_a_clipboard_too_large_to_keep_is_told_at_once_whatever_is_held():
    for held in ((), ("Shift",)):
        _, actions = play(ORDER, Looked(held, Memory.TOO_LARGE, Chord.SHIFT_INSERT, 10.0))
        assert actions[-1] == nowhere(sentences.TOO_LARGE, 10.0)


def test_where_nothing_is_wanted_nothing_is_put_and_the_clipboard_is_left_alone():
    for memory in Memory:
        look = Looked(("Shift",), memory, Chord.SHIFT_INSERT, 10.0, nowhere="why", refusal="other")
        assert play(ORDER, look) == (State(), (TellHeld(()), nowhere("why", 10.0)))


def test_the_aim_is_part_of_every_look_and_the_rule_of_the_receipt():
    aimed = Ordered(1, "words", 10.0, aim=Aim("program"))
    state, actions = play(aimed)
    assert actions == (Look(Aim("program")),)
    assert step(state, MemoryChanged())[1] == (Look(Aim("program")),)
    look = Looked((), Memory.READY, Chord.CTRL_V, 10.0, rule="the rule")
    state, _ = play(aimed, look, Offered(CLIPBOARD, 10.0), ChordSent(10.0))
    assert step(state, Read(True, 10.5))[1][-1] == Report(1, Receipt(Landed.INSERTED, "", 500.0, rule="the rule"))
    typed = Looked((), Memory.READY, None, 10.0, typing=True, rule="the rule")
    assert play(aimed, typed, Typed(10.5))[1] == (Report(1, Receipt(Landed.SENT, "", 500.0, rule="the rule")),)


HOLD = Ordered(1, "words", 10.0, hold=True)


def test_a_text_to_hold_goes_on_the_clipboard_and_stays_there():
    assert play(HOLD) == (State(Holding(HOLD)), (Offer("words", CLIPBOARD),))
    assert play(HOLD, Offered(CLIPBOARD, 10.0)) == (State(), (KeepText("words", CLIPBOARD), copied("", 10.0)))
    assert play(HOLD, Offered(frozenset(), 10.0)) == (State(), (nowhere(sentences.COPY_REFUSED, 10.0),))
    assert play(HOLD, MemoryChanged(), Due(11.0), Taken(Selection.CLIPBOARD, 11.0))[0] == State(Holding(HOLD))


def test_why_a_text_is_held_is_in_its_receipt():
    held = Ordered(1, "words", 10.0, hold=True, reason=sentences.LOCKED)
    assert play(held, Offered(CLIPBOARD, 10.0))[1] == (KeepText("words", CLIPBOARD), copied(sentences.LOCKED, 10.0))


def test_a_text_to_hold_waits_until_the_one_before_is_through_with_the_clipboard():
    second = Ordered(2, "held", 10.1, hold=True)
    state, actions = play(second, state=awaiting())
    assert (state.waiting, actions) == ((second,), ())
    state, actions = play(Read(True, 10.5), state=state)
    assert Offer("held", CLIPBOARD) not in actions
    assert step(state, Due(10.7))[1] == (GiveBack(BOTH), Offer("held", CLIPBOARD))


def test_quitting_while_a_text_is_being_held():
    assert play(HOLD, Quit(True, 11.0)) == (State(Closed()), (nowhere(sentences.CLOSED, 11.0),))


def test_a_clipboard_too_large_to_keep_is_left_alone():
    look = Looked((), Memory.TOO_LARGE, Chord.SHIFT_INSERT, 10.5)
    assert play(ORDER, look) == (State(), (nowhere(sentences.TOO_LARGE, 10.5),))


def test_a_clipboard_that_cannot_be_read_is_told_about():
    look = Looked((), Memory.PARTIAL, Chord.SHIFT_INSERT, 10.0)
    state, _ = play(ORDER, look, Offered(BOTH, 10.0), ChordSent(10.0))
    report = step(state, Read(True, 10.25))[1][-1]
    assert report == Report(1, Receipt(Landed.INSERTED, "", 250.0, sentences.CLIPBOARD_LOST))


def test_without_a_focus_the_text_is_copied():
    look = Looked((), Memory.READY, None, 10.5)
    assert play(ORDER, look) == (State(), (KeepText("words", CLIPBOARD), copied(sentences.NO_FOCUS, 10.5)))


def test_a_window_that_takes_nothing_is_told_about():
    look = Looked((), Memory.READY, Chord.CTRL_V, 10.5, refusal="why")
    state, actions = play(ORDER, look)
    assert (state, actions) == (State(Holding(ORDER, "why")), (Offer("words", CLIPBOARD),))
    assert step(state, Offered(CLIPBOARD, 10.5)) == (State(), (KeepText("words", CLIPBOARD), copied("why", 10.5)))


def test_keys_are_not_waited_for_where_nothing_can_be_put():
    look = Looked(("Shift",), Memory.READY, None, 10.5, typing=True, refusal="why")
    assert play(ORDER, look)[1] == (TellHeld(()), Offer("words", CLIPBOARD))


@pytest.mark.parametrize("memory", Memory)
def test_typing_leaves_the_clipboard_alone_whatever_is_on_it(memory):
    look = Looked((), memory, None, 10.0, typing=True)
    assert play(ORDER, look) == (State(Typing(ORDER)), (Type("words"),))
    assert play(ORDER, look, Typed(10.25)) == (State(), (Report(1, Receipt(Landed.SENT, "", 250.0)),))
    assert play(ORDER, look, Due(10.25)) == (State(Typing(ORDER)), ())


def test_typing_waits_for_keys_that_are_held():
    held = Looked(("Shift",), Memory.READY, None, 10.0, typing=True)
    assert play(ORDER, held)[1] == (TellHeld(("Shift",)), Wake(10.0 + POLL))
    free = Looked((), Memory.READY, None, 10.1, typing=True)
    assert play(ORDER, held, Due(10.1), free)[1] == (TellHeld(()), Type("words"))
    for_ever = Looked(("Shift",), Memory.READY, None, 10.0 + PREPARE_LIMIT, typing=True)
    assert play(ORDER, held, for_ever)[1] == (TellHeld(()), Offer("words", CLIPBOARD))


def test_what_could_not_be_typed_is_on_the_clipboard():
    look = Looked((), Memory.READY, None, 10.0, typing=True)
    state, actions = play(ORDER, look, TypingFailed("why", 10.5))
    assert (state, actions) == (State(Holding(ORDER, "why")), (Offer("words", CLIPBOARD),))


def test_quitting_while_a_text_is_typed():
    look = Looked((), Memory.READY, None, 10.0, typing=True)
    assert play(ORDER, look, Quit(True, 11.0)) == (State(Closed()), (nowhere(sentences.CLOSED, 11.0),))


def test_a_desktop_may_have_one_clipboard_only():
    state, actions = play(ORDER, CLEAR, state=State(selections=CLIPBOARD))
    assert actions == (Offer("words", CLIPBOARD),)
    assert step(state, Offered(CLIPBOARD, 10.0))[1] == (SendChord(Chord.SHIFT_INSERT),)


def test_no_chord_while_something_else_would_be_pasted():
    state, actions = play(ORDER, CLEAR, Offered(CLIPBOARD, 10.5))
    assert (state, actions) == (State(), (KeepText("words", CLIPBOARD), copied(sentences.NOT_SENT, 10.5)))
    state, actions = play(ORDER, CLEAR, Offered(PRIMARY, 10.5))
    assert (state, actions) == (State(), (GiveBack(PRIMARY), nowhere(sentences.REFUSED, 10.5)))


def test_a_keyboard_without_the_chord_leaves_a_copy():
    state, actions = play(ORDER, CLEAR, Offered(BOTH, 10.0), ChordFailed("why", 10.5))
    assert (state, actions) == (State(), (KeepText("words", BOTH), copied("why", 10.5)))


def test_a_read_before_the_chord_is_no_receipt():
    before, _ = play(ORDER, CLEAR, Offered(BOTH, 10.0))
    for read in (Read(True, 10.0), Read(False, 10.0), Due(10.0), Asked(10.0)):
        assert step(before, read) == (before, ())


def test_the_targets_read_is_the_receipt():
    state, actions = play(Read(True, 10.5), state=awaiting())
    assert state.stage == Settling(BOTH, 10.5 + SETTLE, 10.5 + SETTLE_LIMIT)
    assert actions == (Wake(10.5 + SETTLE), Report(1, Receipt(Landed.INSERTED, "", 500.0)))


def test_a_read_by_nobody_knows_whom_is_no_receipt_but_worth_waiting_for_another():
    state, actions = play(Read(None, 10.5), state=awaiting())
    assert actions == (Wake(10.5 + BLIND_SETTLE), Report(1, Receipt(Landed.SENT, "", 500.0)))
    assert step(state, Read(None, 10.6))[1] == (Wake(10.5 + BLIND_SETTLE),)
    assert step(state, Due(11.5)) == (State(), (GiveBack(BOTH),))


def test_no_read_leaves_the_text_on_the_clipboard():
    assert play(Due(12.0), state=awaiting()) == (awaiting(), (Wake(10.0 + RECEIPT_LIMIT),))
    state, actions = play(Due(13.0), state=awaiting())
    assert (state, actions) == (State(), (KeepText("words", BOTH), copied(sentences.NO_RECEIPT, 13.0)))


def test_somebody_elses_read_is_not_certain():
    _, actions = play(Read(False, 10.5), Due(13.0), state=awaiting())
    assert actions == (KeepText("words", BOTH), copied(sentences.UNCERTAIN, 13.0))


def test_a_lost_clipboard_is_not_restored_and_not_claimed():
    state, actions = play(Taken(Selection.CLIPBOARD, 10.5), state=awaiting())
    assert actions == ()
    assert step(state, Due(13.0))[1] == (GiveBack(PRIMARY), nowhere(sentences.TAKEN, 13.0))
    assert step(state, Taken(Selection.PRIMARY, 11.0))[1] == (
        GiveBack(frozenset()),
        nowhere(sentences.TAKEN, 11.0),
    )


def test_a_lost_primary_leaves_the_copy_on_the_clipboard():
    _, actions = play(Taken(Selection.PRIMARY, 10.5), Due(13.0), state=awaiting())
    assert actions == (KeepText("words", CLIPBOARD), copied(sentences.NO_RECEIPT, 13.0))


def test_every_request_prolongs_the_wait_up_to_a_limit():
    state, actions = step(settling(), Asked(10.55))
    assert actions == (Wake(10.55 + SETTLE),)
    assert step(state, Due(10.6)) == (state, (Wake(10.55 + SETTLE),))
    assert step(state, Read(False, 12.45))[1] == (Wake(10.5 + SETTLE_LIMIT),)
    assert step(state, MemoryChanged()) == (state, ())


def test_when_it_is_quiet_the_clipboard_is_given_back():
    assert step(settling(), Due(10.7)) == (State(), (GiveBack(BOTH),))


def test_only_what_is_still_ours_is_given_back():
    assert play(Taken(Selection.CLIPBOARD, 10.55), Due(10.7), state=settling()) == (State(), (GiveBack(PRIMARY),))


def test_orders_wait_for_their_turn():
    second = Ordered(2, "more", 10.1)
    state, actions = play(second, state=awaiting())
    assert (state.waiting, actions) == ((second,), ())
    state, actions = play(Read(True, 10.5), Due(10.7), state=state)
    assert (state, actions) == (State(Preparing(second)), (GiveBack(BOTH), Look()))


@pytest.mark.parametrize("stage", [Idle(), Closed()])
def test_late_facts_mean_nothing(stage):
    for event in (Due(1.0), Read(True, 1.0), Taken(Selection.PRIMARY, 1.0), MemoryChanged(), Offered(BOTH, 1.0)):
        assert step(State(stage), event) == (State(stage), ())
    preparing = State(Preparing(ORDER))
    assert step(preparing, Asked(10.0)) == (preparing, ())


def test_quitting_while_preparing():
    second = Ordered(2, "more", 10.0)
    held = Looked(("Ctrl",), Memory.READY, Chord.SHIFT_INSERT, 10.0)
    state, actions = play(ORDER, held, second, Quit(True, 11.0))
    assert state == State(Closed())
    later = Report(2, Receipt(Landed.NOWHERE, sentences.CLOSED, 1000.0))
    assert actions == (TellHeld(()), nowhere(sentences.CLOSED, 11.0), later)
    assert play(ORDER, Quit(True, 11.0))[1] == (nowhere(sentences.CLOSED, 11.0),)


def test_quitting_with_the_text_in_transit():
    assert play(Quit(True, 11.0), state=awaiting())[1] == (
        KeepText("words", BOTH),
        copied(sentences.CLOSED_COPIED, 11.0),
    )
    assert play(Quit(False, 11.0), state=awaiting())[1] == (
        KeepText("words", BOTH),
        nowhere(sentences.CLOSED, 11.0),
    )


def test_quitting_otherwise():
    assert play(Quit(True, 11.0), state=settling()) == (State(Closed()), (GiveBack(BOTH),))
    assert play(Quit(True, 11.0)) == (State(Closed()), ())
    assert play(Quit(True, 11.0), Quit(True, 12.0)) == (State(Closed()), ())
    assert play(Quit(True, 10.0), ORDER)[1] == (nowhere(sentences.CLOSED, 10.0),)


# ------------------------------------------------------------------------------------------------ any sequence


@dataclass
class World:
    """A shell whose every answer and every fact is drawn, and which checks the promises."""

    data: st.DataObject
    state: State = field(default_factory=State)
    now: float = 0.0
    ordered: int = 0
    owned: frozenset[Selection] = frozenset()
    chords: int = 0
    offers: int = 0
    clear: bool = False
    hindrance: tuple[tuple[str, ...], Memory] | None = None
    """What every look finds, for ever."""
    wake: float | None = None
    read_by_target: bool = False
    reports: list[tuple[int, Landed]] = field(default_factory=list)

    def fact(self):
        """Something that happens by itself."""
        self.now += self.data.draw(st.sampled_from([0.0, 0.01, 0.1, 1.0, 4.0]))
        kinds = ["order", "read", "other read", "asked", "taken", "due", "memory"]
        match self.data.draw(st.sampled_from(kinds)):
            case "order":
                self.ordered += 1
                words, hold = self.data.draw(st.sampled_from([("", False), ("words", False), ("words", True)]))
                return Ordered(self.ordered, words, self.now, hold)
            case "read" if self.chords == self.offers > 0 and self.owned:
                self.read_by_target = True
                return Read(True, self.now)
            case "other read" if self.owned:
                return Read(False, self.now)
            case "asked" if self.owned:
                return Asked(self.now)
            case "taken" if self.owned:
                lost = self.data.draw(st.sampled_from(sorted(self.owned, key=str)))
                self.owned -= {lost}
                return Taken(lost, self.now)
            case "due":
                return Due(self.now)
            case _:
                return MemoryChanged()

    def feed(self, event):
        answers = [event]
        while answers:
            self.state, actions = step(self.state, answers.pop(0))
            answers += filter(None, map(self.carry_out, actions))

    def is_known(self, memory):
        """Whether what is on the clipboard is known, or has been waited for long enough."""
        since = self.state.stage.pending_since
        waited = since is not None and self.now >= since + MEMORY_GRACE
        return memory in (Memory.READY, Memory.PARTIAL) or (memory is Memory.PENDING and waited)

    def carry_out(self, action):
        draw = self.data.draw
        match action:
            case Wake(at):
                self.wake = at
            case Look() if self.hindrance:
                held, memory = self.hindrance
                self.clear = not held and self.is_known(memory)
                return Looked(held, memory, Chord.SHIFT_INSERT, self.now)
            case Look():
                held = draw(st.sampled_from([(), ("Shift",), ("Ctrl", "Alt")]))
                memory = draw(st.sampled_from(Memory))
                chord = draw(st.sampled_from([*Chord, None]))
                refusal = draw(st.sampled_from(["", "", "why"]))
                typing = draw(st.sampled_from([False, False, True]))
                self.clear = not held and self.is_known(memory) and chord is not None
                return Looked(held, memory, chord, self.now, typing, refusal)
            case Type():
                return draw(st.sampled_from([Typed(self.now), TypingFailed("why", self.now)]))
            case Offer(_, selections):
                held = isinstance(self.state.stage, Holding)
                assert held or self.clear, "offered while a key was held or the clipboard unknown"
                assert not self.owned, "a text in transit was overwritten"
                self.clear, self.read_by_target = False, False
                if held:
                    return Offered(CLIPBOARD if draw(st.booleans()) else frozenset(), self.now)
                self.offers += 1
                self.chords = self.offers - 1
                self.owned = frozenset(each for each in selections if draw(st.booleans()) or draw(st.booleans()))
                return Offered(self.owned, self.now)
            case SendChord(chord):
                assert self.owned == SELECTIONS[chord], "the chord would have pasted something else"
                assert self.chords == self.offers - 1, "a second chord for one order"
                self.chords = self.offers
                return ChordSent(self.now) if draw(st.booleans()) else ChordFailed("why", self.now)
            case GiveBack(selections) | KeepText(_, selections):
                if isinstance(action, GiveBack):
                    assert selections <= self.owned, "took from the user what was not ours"
                self.owned -= selections
            case Report(number, receipt):
                assert (receipt.landed is Landed.INSERTED) <= self.read_by_target, "claimed without a receipt"
                self.reports.append((number, receipt.landed))
        return None


HINDERED = [(("Shift",), Memory.READY), ((), Memory.PENDING), (("Ctrl",), Memory.PENDING)]


@given(st.data(), st.integers(1, 20))
def test_whatever_happens_a_report_comes_in_the_end(data, length):
    """From any state, when everything that could help stays away and only the alarm clock works."""
    world = World(data)
    for _ in range(length):
        world.feed(world.fact())
    world.hindrance = data.draw(st.sampled_from(HINDERED))
    late = data.draw(st.sampled_from([0.5, 5.0, 60.0]))
    begun, waiting = world.now, world.ordered - len(world.reports)
    while len(world.reports) < world.ordered:
        assert world.wake is not None, "nobody would ever wake it"
        world.now, world.wake = max(world.now, world.wake) + late, None
        world.feed(Due(world.now))
        # Each of the stages may end late.
        assert world.now - begun <= waiting * (PREPARE_LIMIT + RECEIPT_LIMIT + SETTLE_LIMIT + 4 * late)


@given(st.data(), st.integers(1, 40))
def test_whatever_happens_each_order_is_reported_once_in_order_and_honestly(data, length):
    world = World(data)
    for _ in range(length):
        world.feed(world.fact())
    world.feed(Quit(data.draw(st.booleans()), world.now))
    assert [number for number, _ in world.reports] == list(range(1, world.ordered + 1))
    assert not world.owned, "a selection was left with a text in transit"
