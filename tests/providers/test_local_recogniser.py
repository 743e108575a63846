"""The embedded recogniser with its real worker and model, on a thread that is not the main one."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from benchmarks.word_errors import word_errors
from providers.errors import FailureKind
from providers.events import Ended, Failed, Final, Finalized, Partial
from providers.feed import Mark
from providers.local import process
from providers.local.frames import Frame, Kind
from providers.local.recogniser import LocalRecogniser
from rig.recognition import PATIENCE_S, Heard, Streams, chunks, speech, stream_thread

ROOT = Path(__file__).parents[2]
SILENCE = bytes(6400)
DONE = (SILENCE, Mark.FINALIZE, Mark.CLOSE)


@pytest.fixture(scope="module")
def streams() -> Iterator[Streams]:
    with stream_thread() as thread:
        yield thread


@pytest.fixture(scope="module")
def warm(streams: Streams) -> Iterator[LocalRecogniser]:
    """One worker for all tests that leave it alive."""
    recogniser = LocalRecogniser()
    streams.run(recogniser.prepare())
    yield recogniser
    streams.run(recogniser.aclose())


@pytest.fixture(autouse=True)
def nothing_runs_on(streams: Streams) -> Iterator[None]:
    """A test that failed must not leave its dictation in the way of the next."""
    yield
    streams.cancel_running()


@pytest.fixture
def own(streams: Streams) -> Iterator[LocalRecogniser]:
    """A recogniser whose worker this test may kill; not prepared."""
    recogniser = LocalRecogniser()
    yield recogniser
    streams.run(recogniser.aclose())


def worker_of(recogniser: LocalRecogniser) -> int:
    pid = recogniser.worker_pid
    assert pid is not None
    return pid


def exists(pid: int) -> bool:
    """As a process, or as a zombie that nobody waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def dictated(streams: Streams, recogniser: LocalRecogniser, name: str) -> Heard:
    heard = streams.dictate(recogniser, *chunks(speech(name)), *DONE)
    heard.finish()
    return heard


def test_the_word_error_rate_of_a_first_dictation_is_what_the_docs_say(streams: Streams) -> None:
    wrong = spoken = 0
    for recording in resources.recordings():
        recogniser = LocalRecogniser()  # nothing learned from the recording before, and not prepared
        heard = dictated(streams, recogniser, recording.name)
        streams.run(recogniser.aclose())
        wrong += word_errors(heard.text.split(), recording.words.split())
        spoken += len(recording.words.split())
    assert wrong / spoken <= 0.23


def test_a_dictation_as_it_is_heard_from_above(streams: Streams, warm: LocalRecogniser) -> None:
    pcm = speech("sample")
    heard = streams.dictate(warm, *chunks(pcm), *DONE)
    events = heard.finish()
    assert events[-2:] == [Finalized(), Ended()]
    assert isinstance(events[-3], Final)
    assert heard.of_kind(Partial)
    finals = heard.of_kind(Final)
    assert len(finals) > 1  # at the pause between two sentences
    ends = [final.covered_until for final in finals]
    assert ends == sorted(set(ends))
    assert ends[-1] == len(pcm + SILENCE) // 2
    assert heard.text == " ".join(heard.text.split())
    assert heard.text == heard.text.lower()
    committed = ""
    for event in events:
        match event:
            case Partial(text):
                shown = committed + text
                assert shown == " ".join(shown.split())
            case Final(text):
                committed += text
    for word in ("married", "amiable", "respectable"):
        assert word in heard.text.split()


@pytest.mark.parametrize("audio", [(), (bytes(3200),) * 12, (bytes(2),)], ids=["none", "silence", "one sample"])
def test_nothing_said_is_answered_too(streams: Streams, warm: LocalRecogniser, audio: tuple[bytes, ...]) -> None:
    assert streams.dictate(warm, *audio, Mark.FINALIZE, Mark.CLOSE).finish() == [Finalized(), Ended()]


def test_each_finalize_is_answered_and_covers_what_was_before_it(streams: Streams, warm: LocalRecogniser) -> None:
    first, second = speech("austen-0930"), speech("austen-0880")
    heard = streams.dictate(warm, *chunks(first), Mark.FINALIZE, Mark.FINALIZE, *chunks(second), Mark.FINALIZE)
    texts = []
    for _ in range(3):
        heard.wait_for(Finalized)
        texts.append(heard.text)
    assert "amiable" in texts[0]
    assert texts[1] == texts[0]
    assert "man" in texts[2].removeprefix(texts[0])
    heard.put(Mark.CLOSE)
    assert heard.finish()[-1] == Ended()


def test_closing_without_finalize_loses_no_word(streams: Streams, warm: LocalRecogniser) -> None:
    heard = streams.dictate(warm, *chunks(speech("austen-0930")), Mark.CLOSE)
    assert heard.finish()[-1] == Ended()
    assert "amiable" in heard.text
    assert not heard.of_kind(Finalized)


def test_a_tail_is_shown_while_the_key_is_still_down(streams: Streams, warm: LocalRecogniser) -> None:
    heard = streams.dictate(warm, *chunks(speech("austen-0930")))
    assert heard.wait_for(Partial).text
    heard.put(*DONE)
    heard.finish()


def test_the_second_of_two_overlapping_dictations_waits_and_catches_up(streams: Streams, warm: LocalRecogniser) -> None:
    first = streams.dictate(warm, *chunks(speech("austen-0930")))
    second = streams.dictate(warm, *chunks(speech("austen-0880")), *DONE)
    first.wait_for(Partial)
    assert second.events == []
    assert second.feed.waiting() > 0
    first.put(*DONE)
    first.finish()
    second.finish()
    assert "amiable" in first.text
    assert "man" in second.text
    assert not second.text.startswith(" ")


def test_a_worker_serves_one_dictation_after_another(streams: Streams, own: LocalRecogniser) -> None:
    dictated(streams, own, "austen-0930")
    pid = own.worker_pid
    dictated(streams, own, "austen-0930")
    assert own.worker_pid == pid


# ------------------------------------------------------------------------------------------------ when the worker dies


def test_a_worker_killed_in_mid_dictation_costs_no_word_and_doubles_none(
    streams: Streams, own: LocalRecogniser
) -> None:
    pcm = list(chunks(speech("sample")))
    heard = streams.dictate(own, *pcm[:80])
    heard.wait_for(Final)  # the first sentence
    heard.wait_for(Partial)  # and something of the second
    killed = worker_of(own)
    os.kill(killed, signal.SIGKILL)
    heard.put(*pcm[80:], *DONE)
    assert heard.finish()[-2:] == [Finalized(), Ended()]
    assert own.worker_pid != killed
    assert not exists(killed)
    ends = [final.covered_until for final in heard.of_kind(Final)]
    assert ends == sorted(set(ends))
    assert ends[-1] == len(b"".join(pcm) + SILENCE) // 2
    words = heard.text.split()
    for once in ("young", "married", "woman", "respectable", "even"):
        assert words.count(once) == 1, heard.text
    assert words.count("amiable") == 2


def test_a_worker_killed_before_it_answers_finalize_answers_it_once(streams: Streams, own: LocalRecogniser) -> None:
    heard = streams.dictate(own, *chunks(speech("austen-0930")), SILENCE)
    heard.wait_for(Partial)
    worker = worker_of(own)
    os.kill(worker, signal.SIGSTOP)
    heard.put(Mark.FINALIZE, Mark.CLOSE)
    os.kill(worker, signal.SIGKILL)
    heard.finish()
    assert heard.of_kind(Finalized) == [Finalized()]
    assert heard.text.split().count("amiable") == 1


def test_a_worker_that_died_between_dictations_is_replaced(streams: Streams, own: LocalRecogniser) -> None:
    streams.run(own.prepare())
    os.kill(worker_of(own), signal.SIGKILL)
    assert "amiable" in dictated(streams, own, "austen-0930").text


def test_a_worker_that_dies_twice_fails_the_dictation_and_not_the_next(streams: Streams, own: LocalRecogniser) -> None:
    heard = streams.dictate(own, *chunks(speech("austen-0930")))
    for _ in range(2):
        heard.wait_for(Partial)
        os.kill(worker_of(own), signal.SIGKILL)
    failed = heard.wait_for(Failed)
    heard.finish()
    assert heard.events[-1] is failed
    assert heard.of_kind(Failed) == [failed]
    assert failed.failure.kind is FailureKind.SERVER
    assert "crashed twice" in failed.failure.detail
    assert "amiable" in dictated(streams, own, "austen-0930").text


def test_a_cancelled_dictation_says_nothing_more_and_frees_the_next(streams: Streams, own: LocalRecogniser) -> None:
    heard = streams.dictate(own, *chunks(speech("austen-0930")))
    heard.wait_for(Partial)
    hung = worker_of(own)
    os.kill(hung, signal.SIGSTOP)
    heard.running.cancel()
    assert "amiable" in dictated(streams, own, "austen-0930").text
    said = len(heard.events)
    heard.put(*DONE)
    assert dictated(streams, own, "austen-0880").text
    assert len(heard.events) == said
    assert not heard.of_kind(Ended)
    assert not exists(hung)


def with_command(monkeypatch: pytest.MonkeyPatch, *command: str) -> None:
    monkeypatch.setattr(process, "worker_command", lambda: (list(command), None))


def test_a_worker_that_cannot_be_started_is_said_in_a_sentence(
    streams: Streams, own: LocalRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_command(monkeypatch, "/nonexistent/python")
    streams.run(own.prepare())
    (failed,) = streams.dictate(own, b"12", Mark.CLOSE).finish()
    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.SERVER
    assert "could not be started" in failed.failure.detail


@pytest.mark.parametrize(
    "program",
    ["print('hello, world', flush=True); input()", "import sys; sys.exit('no model')"],
    ids=["babbles", "exits"],
)
def test_a_worker_that_is_none_fails_the_dictation(
    streams: Streams,
    own: LocalRecogniser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    program: str,
) -> None:
    with_command(monkeypatch, sys.executable, "-c", program)
    streams.run(own.prepare())
    (failed,) = streams.dictate(own, b"12", Mark.FINALIZE, Mark.CLOSE).finish()
    assert isinstance(failed, Failed)
    assert "died (2 of 2)" in caplog.text
    assert ("no model" in caplog.text) == ("no model" in program)


def test_a_worker_that_does_not_leave_is_killed(
    streams: Streams, own: LocalRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "LEAVING_S", 0.05)
    ready = f"import os, signal; os.write(1, {Frame(Kind.READY).encode()!r}); signal.pause()"
    with_command(monkeypatch, sys.executable, "-c", ready)
    streams.run(own.prepare())
    stubborn = worker_of(own)
    streams.run(own.aclose())
    assert not exists(stubborn)


# ------------------------------------------------------------------------------------------------ nothing left behind


def open_files() -> set[tuple[str, str]]:
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.add((entry.name, str(entry.readlink())))
        except FileNotFoundError:  # the listing's own
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_closing_leaves_no_process_and_no_open_file(streams: Streams, warm: LocalRecogniser) -> None:
    before = open_files()
    recogniser = LocalRecogniser()
    dictated(streams, recogniser, "austen-0930")
    worker = worker_of(recogniser)
    streams.run(recogniser.aclose())
    streams.run(recogniser.aclose())
    assert not exists(worker)
    assert recogniser.worker_pid is None
    assert open_files() == before


@pytest.mark.skipif(sys.platform != "linux", reason="waits with a pidfd")
def test_a_killed_parent_leaves_no_orphan() -> None:
    program = (
        "import asyncio\n"
        "from providers.local.recogniser import LocalRecogniser\n"
        "async def main():\n"
        "    recogniser = LocalRecogniser()\n"
        "    await recogniser.prepare()\n"
        "    print(recogniser.worker_pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        worker = os.pidfd_open(int(parent.stdout.readline()))
        try:
            parent.kill()
            assert select.select([worker], [], [], PATIENCE_S)[0], "the worker outlives its parent"
        finally:
            os.close(worker)


# ------------------------------------------------------------------------------------------------ the worker by itself


def run_worker(given: bytes) -> "subprocess.CompletedProcess[bytes]":
    command, folder = process.worker_command()
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, timeout=PATIENCE_S)


def test_a_worker_ends_with_its_input() -> None:
    done = run_worker(b"")
    assert done.returncode == 0
    assert done.stderr == b""


def test_a_worker_with_broken_input_says_so_without_quoting_it() -> None:
    done = run_worker(b"what was said")
    assert done.returncode == 1
    assert b"input is broken" in done.stderr
    assert b"what was said" not in done.stderr


def test_a_worker_is_deaf_to_ctrl_c(streams: Streams, own: LocalRecogniser) -> None:
    streams.run(own.prepare())
    worker = worker_of(own)
    os.kill(worker, signal.SIGINT)
    assert "amiable" in dictated(streams, own, "austen-0930").text
    assert own.worker_pid == worker


def test_a_frozen_app_starts_itself_as_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert process.worker_command() == ([sys.executable, process.WORKER_FLAG], None)
