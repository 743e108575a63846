"""providers/failover.py and what runs it: streams that break as they are told, on a virtual clock."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.failures import treatment
from app.transcript import Transcript
from providers.attempts import PAUSES_S, Standing
from providers.chain import Link, Patience
from providers.errors import Failure, FailureKind
from providers.events import Ended, Event, Failed, Final, Finalized, Interrupted, Partial, Serving
from providers.failover import FailoverRecogniser
from providers.feed import Feed, Mark
from rig.scripted_recogniser import NETWORK, WORD_S, Act, Dictated, Scripted, dictate, spoken, words
from rig.virtual_time import run

AUTH = Failure(FailureKind.AUTH, "the key is wrong")
SERVER = Failure(FailureKind.SERVER, "out of order")


def of(provider: str, failure: Failure) -> Failure:
    """As it is told: with whose it is."""
    return replace(failure, provider=provider)


def service(*acts: Act, name: str = "service", good: Act | None = None, **more: object) -> Link:
    scripted = Scripted(list(acts), good or Act())
    return Link(name, name.title(), scripted, Standing(2.0), answer_s=5.0, **more)  # type: ignore[arg-type]


def local(*acts: Act, **more: object) -> Link:
    scripted = Scripted(list(acts), **more)  # type: ignore[arg-type]
    return Link("local", "This computer", scripted, Standing(4.0, retried=False), networked=False)


def chain(*links: Link, persistent: bool = True) -> FailoverRecogniser:
    return FailoverRecogniser(links, treatment, persistent=persistent)


def dictated(*links: Link, count: int = 20, **more: object) -> Dictated:
    return run(dictate(chain(*links), count, **more))  # type: ignore[arg-type]


def began(link: Link) -> list[float]:
    return link.recogniser.began  # type: ignore[attr-defined]


def log(link: Link) -> list[str]:
    return link.recogniser.log  # type: ignore[attr-defined]


def assert_whole(said: Dictated, count: int = 20) -> None:
    assert said.text == words(count)
    assert len(said.of(Finalized)) == 1
    assert said.events[-1][1] == Ended()


# ------------------------------------------------------------------------------------------ one link


def test_without_a_break_nothing_is_added() -> None:
    link = service()
    said = dictated(link)
    assert_whole(said)
    assert not said.of(Interrupted) and not said.of(Serving)
    assert log(link) == []


@pytest.mark.parametrize("covers", [True, False], ids=["coverage", "no coverage"])
@pytest.mark.parametrize("how", ["failed", "ended", "raised", "returned"])
@pytest.mark.parametrize("at", [1, 2, 3, 10, 20])
def test_a_break_while_one_speaks(at: int, how: str, covers: bool) -> None:
    link = service(Act(breaks_at=at, how=how, covers=covers), good=Act(covers=covers))
    said = dictated(link)
    assert_whole(said)
    assert len(said.of(Interrupted)) == 1
    first, again = began(link)
    released = 20 * WORD_S
    assert again == pytest.approx(min(first + (at - 1) * WORD_S + PAUSES_S[0], released))


def test_what_is_final_stays_so_and_what_was_shown_stays_shown() -> None:
    said = dictated(service(Act(breaks_at=10)))
    events = [event for _, event in said.events]
    cut = next(at for at, event in enumerate(events) if isinstance(event, Interrupted))
    before, behind = events[:cut], events[cut + 1 :]
    assert "".join(event.text for event in before if isinstance(event, Final)) == words(8)
    assert before[-1] == Partial(" w8 w9")
    assert behind[0] == Partial(" w8"), "it hears again what was not final, and nothing else"


@pytest.mark.parametrize("covers", [True, False], ids=["coverage", "no coverage"])
def test_a_break_while_finalizing(covers: bool) -> None:
    link = service(Act(breaks_at_finalize=True, covers=covers), good=Act(covers=covers))
    said = dictated(link)
    assert_whole(said)
    assert said.when(Finalized)[0] == pytest.approx(20 * WORD_S + PAUSES_S[0])


def test_several_breaks() -> None:
    link = service(Act(breaks_at=5), Act(breaks_at=1), Act(breaks_at=4), Act(breaks_at_finalize=True))
    said = dictated(link)
    assert_whole(said)
    assert len(said.of(Interrupted)) == 4


def test_one_break_is_told_once_however_often_it_takes() -> None:
    refused = Act(refused=NETWORK)
    link = service(Act(breaks_at=5), refused, refused)
    said = dictated(link, count=40)
    assert_whole(said, 40)
    assert said.of(Interrupted) == [Interrupted(of("service", NETWORK))]
    assert [round(at - 0.4, 6) for at in began(link)[1:]] == [0.25, 0.75, 1.75]


def test_a_break_behind_the_last_word_is_none() -> None:
    said = dictated(service(Act(breaks_behind_the_answer=True)))
    assert_whole(said)
    assert not said.of(Interrupted)


def test_finals_that_cover_every_sound_are_an_answer() -> None:
    """The service made everything final by itself; what broke then had nothing left to say."""
    link = service(Act(final_behind=0, breaks_at_finalize=True))
    said = dictated(link)
    assert_whole(said)
    assert not said.of(Interrupted)
    assert len(began(link)) == 1


def test_a_failure_is_no_answer_to_silence() -> None:
    """A muted microphone must not hide that the key is wrong."""
    said = dictated(service(Act(refused=AUTH)), count=0)
    assert [event for _, event in said.events] == [Failed(of("service", AUTH))]


def test_an_end_without_an_acknowledgement_is_passed_on() -> None:
    said = dictated(service(good=Act(answers=False, covers=False)))
    assert (said.text, said.tail) == (words(20), "")
    assert said.events[-1][1] == Ended()


def test_an_acknowledgement_that_nobody_asked_for_says_nothing() -> None:
    class Eager(Scripted):
        async def recognise(self, feed, emit) -> None:
            emit(Finalized())
            await super().recognise(feed, emit)

    said = dictated(replace(service(), recogniser=Eager()))
    assert_whole(said)


def test_a_stream_that_was_left_is_not_listened_to() -> None:
    scripted = Scripted([Act(breaks_at=5, how="silent")], said_late=[Final("late", 10**6), Finalized(), Ended()])
    link = replace(service(), recogniser=scripted)

    async def sleep_in_between() -> Dictated:
        recogniser = chain(link)
        dictation = asyncio.create_task(dictate(recogniser, 20))
        await asyncio.sleep(1.0)
        recogniser.wake()
        return await dictation

    assert_whole(run(sleep_in_between()))
    assert scripted.log == ["woken", "cancelled"]


def test_a_stream_that_does_not_let_go_takes_no_word_along() -> None:
    class Greedy(Scripted):
        async def recognise(self, feed, emit) -> None:
            try:
                await super().recognise(feed, emit)
            except asyncio.CancelledError:
                await feed.get()

    scripted = Greedy([Act(breaks_at=5, how="silent")])

    async def sleep_in_between() -> Dictated:
        recogniser = chain(replace(service(), recogniser=scripted))
        dictation = asyncio.create_task(dictate(recogniser, 20))
        await asyncio.sleep(1.0)
        recogniser.wake()
        return await dictation

    assert_whole(run(sleep_in_between()))


def test_cancelled_it_cancels_and_says_nothing_more() -> None:
    link = service()
    said = Dictated()

    async def cancel() -> None:
        dictation = asyncio.create_task(dictate(chain(link), 20, said=said))
        await asyncio.sleep(1.05)
        dictation.cancel()
        count = len(said.events)
        await asyncio.wait({dictation})
        assert dictation.cancelled()
        assert len(said.events) == count

    run(cancel())
    assert log(link) == ["cancelled"]
    assert "w8" in said.text


def test_speech_behind_a_finalize_goes_on() -> None:
    """Nobody does that; but nobody is to lose a word by it either."""

    async def twice() -> Dictated:
        said = Dictated()
        feed = Feed(asyncio.get_running_loop())
        for item in (spoken(0), Mark.FINALIZE, spoken(1), spoken(2), Mark.FINALIZE, Mark.CLOSE):
            feed.put(item)
        link = service(Act(breaks_at=2), Act(breaks_at=1))
        await chain(link).recognise(feed, lambda event: said.events.append((0.0, event)))
        return said

    said = run(twice())
    assert said.text == words(3)
    assert len(said.of(Finalized)) == 2


# ------------------------------------------------------------------------------------------ how long it takes


def test_letting_go_ends_the_pause() -> None:
    refused = Act(refused=NETWORK)
    link = service(Act(breaks_at=15), refused, refused)  # 1.4 s, 1.65 s, 2.15 s; the next would be at 3.15 s
    said = dictated(link, count=22)  # released at 2.2 s
    assert_whole(said, 22)
    assert began(link)[-1] == pytest.approx(2.2)


def test_who_does_nothing_while_somebody_waits_is_asked_again() -> None:
    said = dictated(service(Act(breaks_at_finalize=True, how="silent")))
    assert_whole(said)
    (interrupted,) = said.of(Interrupted)
    assert interrupted.failure.kind is FailureKind.TIMEOUT
    assert said.when(Interrupted)[0] == pytest.approx(20 * WORD_S + 5.0)


def test_who_does_nothing_makes_room_for_the_next_at_once() -> None:
    said = dictated(service(Act(breaks_at_finalize=True, how="silent")), local())
    assert_whole(said)
    assert said.when(Serving) == pytest.approx([0.0, 20 * WORD_S + 5.0])


def test_who_does_nothing_again_and_is_the_last_is_left_to_whoever_waits() -> None:
    """Its tail is the best text there is."""
    silent = Act(breaks_at_finalize=True, how="silent")

    async def wait() -> Dictated:
        said = Dictated()
        dictation = asyncio.create_task(dictate(chain(service(silent, silent)), 20, said=said))
        await asyncio.sleep(1000.0)
        assert not dictation.done()
        dictation.cancel()
        return said

    said = run(wait())
    assert len(said.of(Interrupted)) == 1
    assert said.text + said.tail == words(20)


def test_who_has_time_is_given_it() -> None:
    """While the key is down silence means nothing, and the local recogniser may be slow."""
    assert_whole(dictated(service(Act(connecting_s=60.0)), count=700), 700)
    said = dictated(local(Act(connecting_s=60.0)))
    assert_whole(said)
    assert not said.of(Interrupted)


def test_who_takes_sound_is_at_work() -> None:
    """A long pause in what was said brings no text for a while."""

    class Slow(Scripted):
        async def recognise(self, feed, emit) -> None:
            inner = Feed(asyncio.get_running_loop())
            hearing = asyncio.create_task(super().recognise(inner, emit))
            while not hearing.done():
                item = await feed.get()
                await asyncio.sleep(1.0)
                inner.put(item)
                if item is Mark.CLOSE:
                    await hearing

    said = dictated(replace(service(), recogniser=Slow(good=Act(final_behind=100))), together=True)
    assert_whole(said)
    assert not said.of(Interrupted)


# ------------------------------------------------------------------------------------------ several links


def test_after_the_retries_the_next_link_takes_over() -> None:
    refused = Act(refused=NETWORK)
    first, second = service(Act(breaks_at=5), refused, refused, refused, refused), local()
    said = dictated(first, second, count=40)
    assert_whole(said, 40)
    assert said.of(Serving) == [Serving("service"), Serving("local")]
    assert said.when(Serving) == pytest.approx([0.0, 0.4 + sum(PAUSES_S)])
    assert said.of(Interrupted) == [Interrupted(of("service", NETWORK))]


def test_what_cannot_heal_sends_to_the_next_link_at_once() -> None:
    first, second, third = service(Act(refused=AUTH)), service(Act(breaks_at=3, failure=AUTH), name="other"), local()
    said = dictated(first, second, third)
    assert_whole(said)
    assert said.of(Serving) == [Serving("service"), Serving("other"), Serving("local")]
    assert (began(second), began(third)) == ([0.0], [pytest.approx(0.2)])


def test_who_has_no_key_is_passed_over_without_a_word() -> None:
    async def no() -> bool:
        return False

    links = service(Act(refused=AUTH)), service(name="other", ready=no), local()
    said = dictated(*links)
    assert_whole(said)
    assert said.of(Serving) == [Serving("service"), Serving("local")]
    assert began(links[1]) == []


def test_nothing_final_is_said_again_by_another() -> None:
    said = dictated(service(Act(breaks_at=10, failure=AUTH)), local(Act(covers=False)))
    assert_whole(said)


def test_without_a_network_the_local_one_answers_at_release() -> None:
    refused = Act(refused=NETWORK)
    said = dictated(service(*[refused] * 9), local(), count=5)
    assert_whole(said, 5)
    assert said.when(Finalized)[0] == pytest.approx(0.5)


def test_a_network_that_was_down_is_tried_once_and_not_waited_for() -> None:
    refused, hangs = Act(refused=NETWORK), Act(connecting_s=7.0, refused=NETWORK)
    first, second = service(*[refused] * 4, hangs, refused), local()
    recogniser = chain(first, second)

    async def three() -> list[Dictated]:
        return [await dictate(recogniser, count) for count in (40, 5, 5)]

    said = run(three())
    for each, count in zip(said, (40, 5, 5), strict=True):
        assert_whole(each, count)
    assert said[1].when(Serving) == pytest.approx([0.0, 0.5 + Patience().doubtful_s])
    assert said[2].when(Serving) == pytest.approx([0.0, 0.0])
    assert len(began(first)) == 6


def test_who_is_back_is_trusted_again() -> None:
    refused = Act(refused=NETWORK)
    first, second = service(*[refused] * 4, Act(), Act(breaks_at=3)), local()
    recogniser = chain(first, second)

    async def three() -> list[Dictated]:
        return [await dictate(recogniser, 40) for _ in range(3)]

    said = run(three())
    for each in said:
        assert_whole(each, 40)
    assert said[1].of(Serving) == said[2].of(Serving) == [Serving("service")]


def test_who_refused_is_passed_over_until_something_changed() -> None:
    mended = False

    async def is_mended() -> bool:
        return mended

    first, second = service(Act(refused=AUTH), mended=is_mended), local()
    recogniser = chain(first, second)

    async def three() -> list[Dictated]:
        nonlocal mended
        said = [await dictate(recogniser, 5), await dictate(recogniser, 5)]
        mended = True
        return [*said, await dictate(recogniser, 5)]

    said = run(three())
    for each in said:
        assert_whole(each, 5)
    assert [each.of(Serving) for each in said] == [
        [Serving("service"), Serving("local")],
        [Serving("local")],
        [Serving("service")],
    ]
    assert not said[1].of(Interrupted)


def test_who_refused_is_passed_over_where_nobody_can_tell() -> None:
    first, second = service(Act(refused=AUTH)), local()
    recogniser = chain(first, second)

    async def two() -> list[Dictated]:
        return [await dictate(recogniser, 5) for _ in range(2)]

    assert [len(each.of(Serving)) for each in run(two())] == [2, 1]


def test_while_the_key_is_down_nobody_gives_up() -> None:
    refused = Act(refused=NETWORK)
    first, second = service(*[refused] * 10), local(*[Act(refused=SERVER)] * 9)
    said = dictated(first, second, count=300)
    assert_whole(said, 300)
    assert said.of(Interrupted) == [Interrupted(of("service", NETWORK))]
    assert began(first)[4:] == pytest.approx([1.75 + 2.0 * n for n in range(1, 8)])


def test_when_it_is_up_the_first_failure_is_told_and_the_text_so_far_is_kept() -> None:
    refused = Act(refused=NETWORK)
    said = dictated(service(Act(breaks_at=10), *[refused] * 99), local(*[Act(refused=SERVER)] * 9), count=60)
    assert said.events[-1][1] == Failed(of("service", NETWORK))
    assert (said.text, said.tail) == (words(8), " w8 w9")
    assert said.events[-1][0] == pytest.approx(6.0)


def test_a_program_without_a_key_gives_up() -> None:
    link = service(*[Act(refused=NETWORK)] * 99)
    said = run(dictate(chain(link, persistent=False), 100))
    assert [event for _, event in said.events] == [Interrupted(of("service", NETWORK)), Failed(of("service", NETWORK))]
    assert said.events[-1][0] == pytest.approx(sum(PAUSES_S))


def test_the_next_link_is_got_ready_when_the_first_one_breaks() -> None:
    links = service(Act(breaks_at=3)), service(name="other"), local()
    recogniser = chain(*links)

    async def one() -> None:
        await recogniser.prepare()
        assert [log(link) for link in links] == [["prepared"], [], []]
        await dictate(recogniser, 10)
        await recogniser.aclose()

    run(one())
    assert [log(link) for link in links] == [["prepared", "closed"], ["prepared", "closed"], ["closed"]]


def test_what_is_being_got_ready_does_not_keep_it_open() -> None:
    class Loading(Scripted):
        async def prepare(self) -> None:
            await asyncio.sleep(1000.0)

    async def one() -> float:
        recogniser = chain(service(Act(breaks_at=3)), replace(local(), recogniser=Loading()))
        await dictate(recogniser, 10)
        await recogniser.aclose()
        return asyncio.get_running_loop().time()

    assert run(one()) < 10.0


def test_a_chain_has_a_link() -> None:
    with pytest.raises(ValueError, match="at least one"):
        chain()


# ------------------------------------------------------------------------------------------ sleep


def test_after_sleep_connections_are_opened_anew_and_processes_are_not() -> None:
    async def woken(link: Link) -> Dictated:
        recogniser = chain(link)
        recogniser.wake()  # between two dictations
        dictation = asyncio.create_task(dictate(recogniser, 20))
        await asyncio.sleep(1.0)
        recogniser.wake()
        return await dictation

    first, second = service(), local()
    said = run(woken(first))
    assert_whole(said)
    (interrupted,) = said.of(Interrupted)
    assert interrupted.failure.kind is FailureKind.NETWORK and "slept" in interrupted.failure.detail
    assert log(first) == ["woken", "woken", "cancelled"]
    said = run(woken(second))
    assert_whole(said)
    assert not said.of(Interrupted)


def test_sleep_during_a_pause_changes_nothing() -> None:
    async def woken() -> Dictated:
        recogniser = chain(service(Act(breaks_at=3)))
        dictation = asyncio.create_task(dictate(recogniser, 20))
        await asyncio.sleep(0.3)
        recogniser.wake()
        return await dictation

    assert_whole(run(woken()))


# ------------------------------------------------------------------------------------------ whatever happens

ACTS = st.builds(
    Act,
    connecting_s=st.sampled_from([0.0, 0.05, 0.3, 3.0]),
    refused=st.sampled_from([None, None, None, NETWORK, SERVER, AUTH]),
    breaks_at=st.none() | st.integers(1, 12),
    breaks_at_finalize=st.booleans(),
    breaks_behind_the_answer=st.booleans(),
    how=st.sampled_from(["failed", "ended", "raised", "returned", "silent"]),
    failure=st.sampled_from([NETWORK, SERVER]),
    covers=st.booleans(),
    final_behind=st.integers(0, 4),
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(ACTS, max_size=6), st.lists(ACTS, max_size=3), st.integers(0, 25), st.booleans(), st.booleans())
def test_every_word_comes_once(acts: list[Act], others: list[Act], count: int, covers: bool, together: bool) -> None:
    links = service(*acts, good=Act(covers=covers)), service(*others, name="other"), local()
    said = dictated(*links, count=count, together=together)
    assert said.events[-1][1] == Ended()
    shown = Transcript()
    for _, event in said.events:
        shown = _followed(shown, event)
    assert shown.best() == words(count)
    if said.of(Finalized):
        assert shown.committed == words(count)
    else:
        assert any(act.breaks_at_finalize and act.how == "ended" for act in (*acts, *others)), "its own last word"


def _followed(shown: Transcript, event: Event) -> Transcript:
    """As the session does."""
    match event:
        case Partial(text):
            return shown.with_partial(text)
        case Final(text):
            return shown.with_final(text)
        case Interrupted():
            return shown.broken()
    return shown
