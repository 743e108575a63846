"""Streams of all five services that break, through the real link, against simulators that hear: exactly the words.

Where each stream breaks, and on what kind of day, is drawn from a seed, which is in the name of each test.
"""

import asyncio
import random
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import pytest

from app.failures import treatment
from app.transcript import Transcript
from audio.pcm import CHUNK_BYTES, silence
from providers.attempts import Standing
from providers.chain import Link
from providers.errors import FailureKind
from providers.events import Ended, Event, Failed, Final, Finalized, Interrupted, Partial, Serving
from providers.failover import FailoverRecogniser
from providers.feed import Feed, Mark
from providers.local.recogniser import LocalRecogniser
from providers.services import SERVICES
from rig.chained import HASTY, link_to
from rig.recognition import speech
from rig.simulators import services as simulated
from rig.simulators.bad_day import Ack, BadDay, Trouble
from rig.simulators.replies import Reply
from rig.simulators.server import Simulator
from rig.simulators.tones import WORDS, encode

PROVIDERS = sorted(SERVICES)


@dataclass
class Outcome:
    """What the session would make of it, and what was said on the way."""

    outcome: str = ""
    text: str = ""
    kind: FailureKind | None = None
    events: list[Event] = field(default_factory=list)

    def of(self, kind: type[Event]) -> list[Event]:  # type: ignore[valid-type]
        return [event for event in self.events if isinstance(event, kind)]


async def dictate(recogniser: FailoverRecogniser, pcm: bytes) -> Outcome:
    """Speak, finalize, settle as the session does, close."""
    feed = Feed(asyncio.get_running_loop())
    result = Outcome()
    shown = Transcript()

    def settle(outcome: str, text: str, kind: FailureKind | None = None) -> None:
        result.outcome, result.text, result.kind = outcome, text.strip(), kind
        feed.put(Mark.CLOSE)

    def emit(event: Event) -> None:
        nonlocal shown
        result.events.append(event)
        if result.outcome:
            assert not (isinstance(event, Final) and event.text), "words behind the commit"
            return
        match event:
            case Partial(text):
                shown = shown.with_partial(text)
            case Final(text):
                shown = shown.with_final(text)
            case Interrupted():
                shown = shown.broken()
            case Finalized():
                settle("committed", shown.committed)
            case Ended():
                settle("unconfirmed" if shown.tail else "committed", shown.best())
            case Failed(failure):
                settle("failed", shown.best(), failure.kind)

    for start in range(0, len(pcm), CHUNK_BYTES):
        feed.put(pcm[start : start + CHUNK_BYTES])
    feed.put(Mark.FINALIZE)
    async with asyncio.timeout(40):
        await recogniser.recognise(feed, emit)
    return result


async def chained(words: str, *simulators: Simulator) -> Outcome:
    """These words, with a chain of links to the simulators."""
    recogniser = FailoverRecogniser([*map(link_to, simulators)], treatment, patience=HASTY)
    try:
        return await dictate(recogniser, encode(words) + silence(200))
    finally:
        await recogniser.aclose()


def dictated(words: str, *simulators: Simulator) -> Outcome:
    """The same, on a loop of its own; and the services had nothing to complain about."""
    result = asyncio.run(chained(words, *simulators))
    assert [violation for simulator in simulators for violation in simulator.violations] == []
    return result


def all_dictated(provider: str, cases: list[tuple[str, BadDay]]) -> list[Outcome]:
    """All at once, as most of the time they wait."""

    async def run() -> list[Outcome]:
        return await asyncio.gather(*(chained(words, each) for (words, _), each in zip(cases, simulators, strict=True)))

    with ExitStack() as stack:
        simulators = [stack.enter_context(simulator_of(provider, day)) for _, day in cases]
        results = asyncio.run(run())
    assert [violation for simulator in simulators for violation in simulator.violations] == []
    return results


def some_words(dice: random.Random) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(4, 24)))


def some_day(dice: random.Random, trouble: Trouble, at_sample: int | None) -> BadDay:
    return BadDay(
        trouble=trouble,
        at_sample=at_sample,
        error=dice.choice(["server", "limit", "timeout"]),
        close_code=dice.choice([1001, 1011, 1012, 1013]),
        first_streams=dice.choice([1, 1, 2]),
        slow_handshake_s=dice.choice([0.0, 0.0, 0.1]),
        ack=dice.choice([Ack.GOOD, Ack.GOOD, Ack.LATE, Ack.NONE, Ack.BEFORE_TEXT]),
        ack_delay_s=0.1,
        glued=dice.random() < 0.3,
        junk=dice.random() < 0.3,
        empty_finals=dice.random() < 0.3,
    )


def simulator_of(provider: str, day: BadDay) -> Simulator:
    return Simulator(simulated.SERVICES[provider], day=day, check_pace=False)


# ------------------------------------------------------------------------------------------ one service


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_streams_that_break_while_one_speaks(provider: str, seed: int) -> None:
    """Each kind of trouble three times, at any sample."""
    dice = random.Random(f"{provider} {seed}")
    cases = []
    for trouble in [*Trouble] * 3:
        words = some_words(dice)
        cases.append((words, some_day(dice, trouble, dice.randrange(len(encode(words)) // 2))))
    for (words, day), result in zip(cases, all_dictated(provider, cases), strict=True):
        assert (result.outcome, result.text) == ("committed", words), day
        assert result.of(Interrupted) and not result.of(Serving)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_streams_that_break_while_finalizing(provider: str) -> None:
    dice = random.Random(provider)
    cases = [(some_words(dice), some_day(dice, trouble, None)) for trouble in [*Trouble] * 3]
    for (words, day), result in zip(cases, all_dictated(provider, cases), strict=True):
        assert (result.outcome, result.text) == ("committed", words), day


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("status", [429, 503])
def test_a_handshake_that_is_refused_for_a_while(provider: str, status: int) -> None:
    with simulator_of(provider, BadDay(refuse=status, first_streams=2)) as simulator:
        result = dictated("alpha bravo charlie", simulator)
        assert (result.outcome, result.text) == ("committed", "alpha bravo charlie")
        assert len(result.of(Interrupted)) == 1
        assert len(simulator.streams) == 3


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_service_that_is_there_and_does_not_answer(provider: str) -> None:
    """It answers pings, but neither finalize nor the end."""

    class Deaf(simulated.SERVICES[provider]):  # type: ignore[misc]
        def told(self, text: str, now: float) -> list[Reply]:
            opening = provider == "soniox" and len(self.stream.texts) == 1
            return super().told(text, now) if self.stream.number or opening else []

    async def run() -> Outcome:
        recogniser = FailoverRecogniser([link_to(simulator, answer_s=1.0)], treatment)
        try:
            return await dictate(recogniser, encode("alpha bravo charlie delta") + silence(200))
        finally:
            await recogniser.aclose()

    with Simulator(Deaf, check_pace=False) as simulator:
        result = asyncio.run(run())
        assert (result.outcome, result.text) == ("committed", "alpha bravo charlie delta")
        assert len(simulator.streams) == 2
    (interrupted,) = result.of(Interrupted)
    assert interrupted.failure.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if SERVICES[name].info.capabilities.keeps_connections])
@pytest.mark.parametrize("trouble", Trouble)
def test_a_connection_that_was_kept_and_breaks_in_the_next_dictation(provider: str, trouble: Trouble) -> None:
    """Its samples are counted from the dictation before."""
    first, second = "alpha bravo charlie", " ".join(WORDS[10:30])

    async def run() -> list[Outcome]:
        recogniser = FailoverRecogniser([link_to(simulator, keep_open_s=20.0)], treatment, patience=HASTY)
        try:
            return [await dictate(recogniser, encode(words) + silence(200)) for words in (first, second)]
        finally:
            await recogniser.aclose()

    at_sample = (len(encode(first)) + len(encode(second)) * 2 // 3) // 2
    with simulator_of(provider, BadDay(trouble=trouble, at_sample=at_sample, first_streams=1)) as simulator:
        results = asyncio.run(run())
        assert [(result.outcome, result.text) for result in results] == [("committed", first), ("committed", second)]
        assert len(simulator.streams) == 2
    assert len(results[1].of(Interrupted)) == 1


# ------------------------------------------------------------------------------------------ several


@pytest.mark.parametrize(("first", "second"), list(zip(PROVIDERS, [*PROVIDERS[1:], PROVIDERS[0]], strict=True)))
@pytest.mark.parametrize("at", ["while one speaks", "while finalizing"])
def test_another_service_goes_on_where_the_first_cannot(first: str, second: str, at: str) -> None:
    """The account's credit is used up in the middle."""
    dice = random.Random(f"{first} {at}")
    words = some_words(dice)
    where = dice.randrange(len(encode(words)) // 2) if at == "while one speaks" else None
    day = BadDay(trouble=Trouble.ERROR, error="quota", at_sample=where)
    with simulator_of(first, day) as simulator, simulator_of(second, BadDay()) as other:
        result = dictated(words, simulator, other)
        assert (result.outcome, result.text) == ("committed", words)
        assert result.of(Serving) == [Serving(first), Serving(second)]
        assert len(simulator.streams) == len(other.streams) == 1
        assert other.heard in words and words.endswith(other.heard)


def test_one_bad_service_after_the_other() -> None:
    dice = random.Random(5)
    words = " ".join(dice.choice(WORDS) for _ in range(40))
    troubles = (Trouble.ERROR, Trouble.RESET, Trouble.CLOSE, Trouble.SILENCE)
    with ExitStack() as stack:
        chain = [
            stack.enter_context(
                simulator_of(provider, BadDay(trouble=trouble, at_sample=12_000, error="auth", close_code=1000))
            )
            for provider, trouble in zip(PROVIDERS[1:], troubles, strict=True)
        ]
        chain.append(stack.enter_context(simulator_of(PROVIDERS[0], BadDay())))
        result = dictated(words, *chain)
    assert (result.outcome, result.text) == ("committed", words)
    assert [event.provider for event in result.of(Serving)] == [*PROVIDERS[1:], PROVIDERS[0]]


def test_a_service_that_does_not_answer_is_left_for_the_recogniser_on_this_computer() -> None:
    """With real speech: tones are no words to it."""
    said = speech("austen-0880") + silence(200)
    local = Link("local", "local", LocalRecogniser(), Standing(4.0, retried=False), networked=False)

    async def run(*links: Link) -> Outcome:
        recogniser = FailoverRecogniser(links, treatment, patience=HASTY)
        try:
            return await dictate(recogniser, said)
        finally:
            await recogniser.aclose()

    with simulator_of("soniox", BadDay(refuse=503)) as simulator:
        result = asyncio.run(run(link_to(simulator), local))
    alone = asyncio.run(run(replace(local, recogniser=LocalRecogniser())))
    assert (result.outcome, result.text) == ("committed", alone.text)
    assert "young man" in result.text
    assert result.of(Serving) == [Serving("soniox"), Serving("local")]
