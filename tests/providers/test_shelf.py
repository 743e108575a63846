"""Sockets that are kept between dictations: reused, kept alive, closed when their time is over, replaced when dead."""

import asyncio
from dataclasses import replace

import pytest

from providers.events import Ended, Failed, Final, Finalized
from rig.dictating_to import DEADLINES, good, link, results, tasks
from rig.scripted_service import KEY, SILENCE, SPEECH, ScriptedService, Speaker

KEPT_S = 60.0


async def patient(visit):
    """Answers each Finalize, and ends when it is told to."""
    number = 0
    while True:
        frame = await visit.read()
        if isinstance(frame, str) and "Finalize" in frame:
            number += 1
            until = len(visit.audio) / 32_000
            await results(visit, f"words {number}", answer=True, until=until)
        elif isinstance(frame, str) and "CloseStream" in frame:
            await visit.say(type="Metadata")


def play(script, test, keep_open_s=KEPT_S, **how):
    async def run():
        async with ScriptedService(script) as service:
            recogniser = link(service.url, keep_open_s=keep_open_s, **how)
            await test(recogniser, service)
            await recogniser.aclose()
            assert tasks() == []

    asyncio.run(run())


async def dictate(recogniser, *speech):
    speaker = Speaker(recogniser).put(*(speech or (SPEECH,))).release()
    await speaker.settles()
    assert not [event for event in speaker.events if isinstance(event, Failed)], speaker.events
    return speaker.text


def test_the_next_dictation_takes_the_socket_that_was_kept():
    async def test(recogniser, service):
        assert [await dictate(recogniser) for _ in range(3)] == ["words 1", "words 2", "words 3"]
        (visit,) = service.visits
        assert "CloseStream" not in "".join(visit.texts)
        await recogniser.aclose()
        await visit.arrived("CloseStream")  # in good order, not just dropped

    play(patient, test)


def test_each_has_its_own_unless_they_are_kept():
    async def test(recogniser, service):
        assert [await dictate(recogniser) for _ in range(2)] == ["words 1", "words 1"]
        assert len(service.visits) == 2

    play(patient, test, keep_open_s=0.0)


def test_a_socket_that_waits_is_kept_alive():
    async def test(recogniser, service):
        await dictate(recogniser)
        await (await service.visit(0)).arrived("KeepAlive")
        assert await dictate(recogniser) == "words 2"
        assert len(service.visits) == 1

    play(patient, test, traits=lambda traits: replace(traits, keepalive_every=0.05))


def test_a_socket_that_waited_long_enough_is_closed_in_good_order():
    async def test(recogniser, service):
        await dictate(recogniser)
        await (await service.visit(0)).arrived("CloseStream")
        assert await dictate(recogniser) == "words 1"
        assert len(service.visits) == 2

    play(patient, test, keep_open_s=0.1)


def test_a_service_that_would_hang_up_is_not_waited_for():
    """Its idle limit is shorter than the user's wish, and there is no keepalive."""

    async def test(recogniser, service):
        await dictate(recogniser)
        await (await service.visit(0)).arrived("CloseStream")

    play(patient, test, traits=lambda traits: replace(traits, keepalive_every=None, idle_limit=0.2))


@pytest.mark.parametrize("how", ["reset", "closed", "half-open"])
def test_a_kept_socket_that_died_is_replaced_and_no_sample_is_lost(how):
    async def script(visit):
        if visit.number:
            await patient(visit)
        await visit.until("Finalize")
        await results(visit, "the first", answer=True, until=len(visit.audio) / 32_000)
        if how == "half-open":
            visit.fall_silent()
            await asyncio.Event().wait()
        elif how == "closed":
            await visit.connection.close(1011)
        else:
            await visit.reset()

    async def test(recogniser, service):
        assert await dictate(recogniser) == "the first"
        if how != "half-open":
            await service.visits[0].connection.wait_closed()
        spoken = [bytes([number]) * 3200 for number in range(1, 8)]
        assert await dictate(recogniser, *spoken) == "words 1"
        assert (await service.visit(1)).audio == b"".join(spoken) + SILENCE

    play(script, test, deadlines=replace(DEADLINES, life=0.3))


def test_a_socket_of_which_the_service_made_an_end_is_not_used_again():
    async def script(visit):
        await visit.until("Finalize")
        await results(visit, f"visit {visit.number}", answer=True, until=len(visit.audio) / 32_000)
        await visit.connection.close(1000)

    async def test(recogniser, service):
        assert await dictate(recogniser) == "visit 0"
        await service.visits[0].connection.wait_closed()
        assert await dictate(recogniser) == "visit 1"

    play(script, test)


def test_a_socket_whose_answer_is_in_doubt_is_given_up_for_the_sake_of_the_text():
    """No answer to Finalize: the end message is sent, and the terminal decides."""

    async def script(visit):
        await visit.until("Finalize")
        await visit.until("CloseStream")
        await results(visit, f"visit {visit.number}")
        await visit.say(type="Metadata")
        await visit.stay()

    async def test(recogniser, service):
        assert await dictate(recogniser) == "visit 0"
        assert await dictate(recogniser) == "visit 1"

    play(script, test, deadlines=replace(DEADLINES, answer=0.1))


def test_dictations_that_overlap_have_a_socket_each_and_one_is_kept():
    async def test(recogniser, service):
        first = Speaker(recogniser).put(SPEECH)
        second = Speaker(recogniser).put(SPEECH)
        await asyncio.gather(service.visit(0), service.visit(1))
        for speaker in (first, second):
            await speaker.release().settles()
            assert speaker.text == "words 1"
        assert await dictate(recogniser) == "words 2"
        assert len(service.visits) == 2
        closed = [visit for visit in service.visits if "CloseStream" in "".join(visit.texts)]
        assert len(closed) <= 1

    play(patient, test)


def test_a_word_that_comes_too_late_is_not_the_next_dictations(caplog):
    async def script(visit):
        await visit.until("Finalize")
        await results(visit, "first", answer=True, until=len(visit.audio) / 32_000)
        await visit.until_audio(len(visit.audio) + len(SPEECH))
        await results(visit, "late", until=0.05)
        await visit.until("Finalize")
        await results(visit, "second", answer=True, until=len(visit.audio) / 32_000)
        await visit.stay()

    async def test(recogniser, service):
        assert await dictate(recogniser) == "first"
        assert await dictate(recogniser) == "second"

    play(script, test, deadlines=replace(DEADLINES, end=0.2))
    assert "1 texts of an earlier dictation were left out" in caplog.text
    assert "late" not in caplog.text.replace("later", "")


def test_after_a_sleep_what_was_kept_is_dropped():
    async def test(recogniser, service):
        await dictate(recogniser)
        recogniser.wake()
        assert await dictate(recogniser) == "words 1"
        assert len(service.visits) == 2

    play(patient, test)


def test_a_kept_socket_was_opened_with_the_key_of_its_time():
    asked = []

    def key():
        asked.append(KEY)
        return KEY

    async def test(recogniser, service):
        await dictate(recogniser)
        await dictate(recogniser)
        assert len(asked) == 1

    play(patient, test, key=key)


def test_good_days_leave_no_trace(caplog):
    async def test(recogniser, service):
        events = await Speaker(recogniser).put(SPEECH).release().settles()
        assert [type(event) for event in events] == [Final, Finalized, Ended]

    play(good, test, keep_open_s=0.0)
    assert [record for record in caplog.records if record.name != "asyncio"] == []
