"""One dictation on one real socket: when it is finished, on what evidence, and what becomes of it when things break."""

import asyncio
from dataclasses import replace

import pytest

from providers.errors import FailureKind
from providers.events import Ended, Failed, Finalized, Partial
from providers.feed import Mark
from rig.dictating_to import DEADLINES, good, link, results, tasks
from rig.scripted_service import SILENCE, SPEECH, ScriptedService, Speaker


def play(script, test, **how):
    """Run `test(speaker, service)` with a dictation to a service that follows `script`."""

    async def run():
        async with ScriptedService(script) as service:
            recogniser = link(service.url, **how)
            speaker = Speaker(recogniser)
            await test(speaker, service)
            await recogniser.aclose()
            assert tasks() == []

    asyncio.run(run())


# ------------------------------------------------------------------------------------------------ finished on evidence


def test_finalize_and_the_end_go_out_back_to_back_behind_the_silence():
    async def test(speaker, service):
        await speaker.put(SPEECH).release().settles()
        visit = await service.visit(0)
        assert [frame if isinstance(frame, str) else len(frame) for frame in visit.frames] == [
            len(SPEECH),
            len(SILENCE),
            '{"type":"Finalize"}',
            '{"type":"CloseStream"}',
        ]

    play(good, test)


def test_coverage_of_the_last_sound_is_enough():
    async def script(visit):
        await visit.until("CloseStream")
        await results(visit, "all of it", until=0.1)
        await visit.stay()

    async def test(speaker, service):
        speaker.put(SPEECH).release()
        await speaker.hears(Finalized())
        assert speaker.text == "all of it"
        speaker.running.cancel()
        await asyncio.gather(speaker.running, return_exceptions=True)

    play(script, test)


def test_the_terminal_is_enough():
    async def script(visit):
        await visit.until("CloseStream")
        await results(visit, "all of it")
        await visit.say(type="Metadata")
        await visit.stay()

    async def test(speaker, service):
        await speaker.put(SPEECH).release().settles()
        assert (speaker.text, speaker.said[-1]) == ("all of it", Ended())

    play(script, test)


def test_text_behind_the_answer_and_before_the_terminal_belongs_to_the_dictation():
    async def script(visit):
        await visit.until("CloseStream")
        await results(visit, "first", answer=True, until=0.05)
        await results(visit, "second", until=0.1)
        await visit.say(type="Metadata")
        await visit.stay()

    async def test(speaker, service):
        await speaker.put(SPEECH).release().settles()
        assert speaker.text == "first second"
        assert speaker.said[-2:] == [Finalized(), Ended()]

    play(script, test)


def test_an_answer_without_a_terminal_is_believed_after_a_grace():
    async def script(visit):
        await visit.until("CloseStream")
        await results(visit, "words", answer=True, until=0.05)
        await visit.stay()

    async def test(speaker, service):
        speaker.put(SPEECH).release()
        await speaker.hears(Finalized())
        assert speaker.text == "words"
        speaker.put(Mark.CLOSE)
        assert (await speaker.ends())[-1] == Ended()

    play(script, test, deadlines=replace(DEADLINES, end=0.3))


def test_a_tail_that_is_never_made_final_stays_a_tail():
    async def script(visit):
        await visit.until("CloseStream")
        await results(visit, "perhaps", final=False)
        await visit.say(type="Metadata")
        await visit.stay()

    async def test(speaker, service):
        events = await speaker.put(SPEECH).release().settles()
        assert events == [Partial("perhaps"), Ended()]

    play(script, test)


def test_a_service_that_never_says_anything_is_a_failure_when_the_dictation_is_closed():
    async def script(visit):
        await visit.stay()

    async def test(speaker, service):
        speaker.put(SPEECH).release().put(Mark.CLOSE)
        await speaker.ends()
        assert speaker.failure.failure.kind is FailureKind.TIMEOUT

    play(script, test, deadlines=replace(DEADLINES, end=0.2))


# ------------------------------------------------------------------------------------------------ breaking


def breaking(how):
    async def script(visit):
        await visit.until_audio(len(SPEECH))
        await results(visit, "before", until=0.05)
        await how(visit)

    return script


async def reset(visit):
    await visit.reset()


async def leave(visit):
    await visit.connection.close(1011, "internal error")


async def refuse(visit):
    await visit.connection.close(1008, "DATA-0000")


async def end_early(visit):
    await visit.connection.close(1000)


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        (reset, FailureKind.NETWORK),
        (leave, FailureKind.SERVER),
        (refuse, None),
        (end_early, FailureKind.SERVER),
    ],
)
def test_a_connection_that_ends_while_somebody_speaks_is_a_failure_and_finals_stay(how, kind):
    async def test(speaker, service):
        speaker.put(SPEECH)
        await speaker.hears(Failed)
        await speaker.ends()
        assert speaker.text == "before"
        assert kind is None or speaker.failure.failure.kind is kind
        assert Finalized() not in speaker.events

    play(breaking(how), test)


def test_a_connection_that_breaks_before_the_answer_is_a_failure():
    async def script(visit):
        await visit.until("CloseStream")
        await results(visit, "only the beginning", until=0.02)
        await visit.reset()

    async def test(speaker, service):
        await speaker.put(SPEECH).release().ends()
        assert speaker.failure.failure.kind is FailureKind.NETWORK

    play(script, test)


def test_a_connection_that_breaks_behind_the_last_word_has_done_its_work():
    async def script(visit):
        await visit.until("CloseStream")
        await results(visit, "all of it", until=1.0)
        await visit.reset()

    async def test(speaker, service):
        await speaker.put(SPEECH).release().settles()
        assert speaker.said[-2:] == [Finalized(), Ended()]

    play(script, test)


def test_a_half_open_connection_is_noticed_by_pings():
    async def script(visit):
        await visit.until_audio(len(SPEECH))
        visit.fall_silent()
        await asyncio.Event().wait()

    async def test(speaker, service):
        speaker.put(SPEECH)
        await speaker.ends()
        assert speaker.failure.failure.kind in (FailureKind.NETWORK, FailureKind.TIMEOUT)
        assert "no answer for 0.2 seconds" in speaker.failure.failure.detail

    play(script, test, deadlines=replace(DEADLINES, ping_every=0.1, ping_answer=0.2, close=0.2))


def test_speech_behind_the_end_is_no_silent_gap():
    async def script(visit):
        await visit.stay()

    async def test(speaker, service):
        await speaker.put(SPEECH).release().put(SPEECH).ends()
        assert speaker.failure.failure.kind is FailureKind.PROTOCOL

    play(script, test)


# ------------------------------------------------------------------------------------------------ odd services


def test_junk_is_survived_counted_and_never_quoted(caplog):
    async def script(visit):
        await visit.connection.send("secret words, not JSON")
        await visit.connection.send(b"\x00\xff")
        await visit.connection.send('["secret"]')
        await visit.say(type="Surprise", text="secret")
        await visit.connection.send("[" * 50_000)
        await good(visit)

    async def test(speaker, service):
        await speaker.put(SPEECH).release().settles()
        assert speaker.text == "good words"

    play(script, test)
    assert "sent 5 messages that are unknown or malformed" in caplog.text
    assert "secret" not in caplog.text


def test_a_message_beyond_reason_ends_the_stream_and_not_the_program():
    async def script(visit):
        await visit.until_audio(len(SPEECH))
        await visit.connection.send("x" * (9 * 2**20))
        await visit.stay()

    async def test(speaker, service):
        await speaker.put(SPEECH).ends()
        assert speaker.failure.failure.kind in (FailureKind.PROTOCOL, FailureKind.NETWORK)
        assert "no valid message" in speaker.failure.failure.detail

    play(script, test)


# ------------------------------------------------------------------------------------------------ pace


def test_a_backlog_is_sent_no_faster_than_the_service_takes_it():
    """Eight seconds of speech at four times real time: what is still to come after one is not there yet."""
    backlog = 80
    arrived = []

    async def script(visit):
        started = asyncio.get_running_loop().time()
        while len(visit.audio) < backlog * len(SPEECH):
            await visit.read()
            arrived.append((asyncio.get_running_loop().time() - started, len(visit.audio) / 32_000))
        await good(visit)

    async def test(speaker, service):
        speaker.put(*[SPEECH] * backlog).release()
        await speaker.settles()

    play(script, test, traits=lambda traits: replace(traits, catch_up=4.0))
    for seconds, sent in arrived:
        assert sent <= 4.0 * (seconds + 0.2) + 1.0, "a busy computer may be late, never early"
    assert arrived[-1][0] > 1.5
