"""The decoder in this process: what is final when, and up to which sample."""

import io
import math
import struct

import pytest

import resources
from benchmarks.word_errors import word_errors
from providers.local.engine import BLOCK_BYTES, Engine, Segment
from providers.local.frames import BrokenFrame, Frame, Kind
from providers.local.segmentation import LONGEST
from providers.local.worker import TAIL_EVERY_S, Worker, read_frame
from rig.recognition import chunks, speech

ALMOST_A_PAUSE = bytes(4 * BLOCK_BYTES)


@pytest.fixture
def engine() -> Engine:
    return Engine()


def samples(pcm: bytes) -> int:
    return len(pcm) // 2


def scaled(pcm: bytes, factor: float) -> bytes:
    values = struct.unpack(f"<{samples(pcm)}h", pcm)
    return struct.pack(f"<{samples(pcm)}h", *(round(value * factor) for value in values))


def hum(seconds: int) -> bytes:
    """Something that is not digital silence, and no speech either."""
    return struct.pack(f"<{16_000 * seconds}h", *(round(40 * math.sin(n / 51)) for n in range(16_000 * seconds)))


def test_nothing_fed_is_nothing_said(engine: Engine) -> None:
    assert engine.finish() == Segment(0, "")
    engine.start(500)
    assert engine.finish() == Segment(500, "")


def test_digital_silence_is_accounted_for_without_words(engine: Engine) -> None:
    segments = [*engine.feed(bytes(10 * BLOCK_BYTES)), engine.finish()]
    assert segments[-1].until == samples(bytes(10 * BLOCK_BYTES))
    assert "".join(segment.text for segment in segments) == ""


def test_a_room_without_a_voice_is_not_kept(engine: Engine) -> None:
    segments = list(engine.feed(hum(8)))
    assert [segment.text for segment in segments] == [""] * len(segments)
    assert segments[-1].until >= 16_000 * 5
    assert engine.finish() == Segment(16_000 * 8, "")


@pytest.mark.parametrize("size", [BLOCK_BYTES, 2, 1234, 10**6])
def test_every_sample_is_accounted_for_whatever_the_chunks(engine: Engine, size: int) -> None:
    pcm = speech("austen-0930")[: 16_000 if size == 2 else None]
    segments = [s for at in range(0, len(pcm), size) for s in engine.feed(pcm[at : at + size])]
    segments.append(engine.finish())
    assert segments[-1].until == samples(pcm)
    assert segments[-1].text


def test_silence_within_speech_is_heard_as_silence(engine: Engine) -> None:
    first, second = speech("austen-0930"), speech("austen-0880")
    segments = [*engine.feed(first + ALMOST_A_PAUSE + second), engine.finish()]
    assert segments[-1].until == samples(first + ALMOST_A_PAUSE + second)
    text = " ".join(segment.text for segment in segments)
    assert "amiable himself" in text
    assert "young man" in text


def test_a_pause_makes_final_what_was_said_before_it(engine: Engine) -> None:
    first = list(engine.feed(speech("austen-0930") + bytes(8 * BLOCK_BYTES)))
    assert any("amiable himself" in segment.text for segment in first)
    assert engine.tail() == ""


def test_without_a_pause_an_utterance_is_cut_and_no_word_is_lost_or_doubled(engine: Engine) -> None:
    # The leading and trailing silence of each sentence is cut off, so that the reader never pauses for long.
    sentence = speech("austen-0930")[7000:-6000]
    pcm = sentence * 16
    segments = [*engine.feed(pcm), engine.finish()]
    ends = [segment.until for segment in segments]
    assert ends == sorted(set(ends))
    assert ends[-1] == samples(pcm)
    assert max(b - a for a, b in zip([0, *ends], ends, strict=False)) <= (LONGEST + 200) * 160
    heard = " ".join(segment.text for segment in segments).split()
    assert heard.count("made") == 16
    assert heard.count("been") == 16


def test_a_new_stream_begins_where_it_is_told_and_forgets_the_old(engine: Engine) -> None:
    assert not list(engine.feed(speech("austen-0880")[:64_000]))
    assert engine.tail()
    engine.start(1_000_000)
    assert engine.tail() == ""
    pcm = speech("austen-0930")
    segments = [*engine.feed(pcm), engine.finish()]
    assert segments[-1].until == 1_000_000 + samples(pcm)
    assert word_errors(segments[-1].text.split(), resources.recording("austen-0930").words.split()) <= 1


@pytest.mark.parametrize("factor", [0.03, 0.1, 1.0])
def test_a_quiet_microphone_is_understood_in_the_first_dictation(engine: Engine, factor: float) -> None:
    recording = resources.recording("austen-0930")
    segments = [*engine.feed(scaled(speech(recording.name), factor)), engine.finish()]
    heard = " ".join(segment.text for segment in segments).split()
    assert word_errors(heard, recording.words.split()) <= 1


# ------------------------------------------------------------------------------------------------ the worker's answers


def answers(output: io.BytesIO) -> list[Frame]:
    output.seek(0)
    frames = list(iter(lambda: read_frame(output), None))
    output.truncate(0)
    output.seek(0)
    return frames


def test_catching_up_makes_no_storm_of_tails(engine: Engine) -> None:
    output = io.BytesIO()
    worker = Worker(engine, output)
    pcm = list(chunks(speech("austen-0870")))
    worker.answer(Frame(Kind.START), 1.0)
    for chunk in pcm[:60]:
        worker.answer(Frame(Kind.AUDIO, pcm=chunk), 1.0)
    assert [frame.kind for frame in answers(output)] == [Kind.TAIL]
    worker.answer(Frame(Kind.AUDIO, pcm=pcm[60]), 1.0 + 2 * TAIL_EVERY_S)
    (tail,) = answers(output)
    assert len(tail.text.split()) > 10
    worker.answer(Frame(Kind.AUDIO, pcm=pcm[61]), 1.0 + 9 * TAIL_EVERY_S)
    worker.answer(Frame(Kind.AUDIO, pcm=bytes(100)), 1.0 + 10 * TAIL_EVERY_S)
    assert len({frame.text for frame in answers(output)} - {tail.text}) <= 1  # the same tail is not said again


def test_finalize_and_close_are_answered_behind_their_words(engine: Engine) -> None:
    output = io.BytesIO()
    worker = Worker(engine, output)
    worker.answer(Frame(Kind.START, position=7), 0.0)
    worker.answer(Frame(Kind.FINALIZE), 0.0)
    worker.answer(Frame(Kind.CLOSE), 0.0)
    assert answers(output) == [
        Frame(Kind.SEGMENT, position=7),
        Frame(Kind.FINALIZED),
        Frame(Kind.SEGMENT, position=7),
        Frame(Kind.ENDED),
    ]


def test_a_frame_that_goes_the_other_way_is_refused(engine: Engine) -> None:
    with pytest.raises(BrokenFrame, match="READY"):
        Worker(engine, io.BytesIO()).answer(Frame(Kind.READY), 0.0)


def test_noise_behind_the_words_is_not_made_out_to_be_a_quiet_voice(engine: Engine) -> None:
    list(engine.feed(speech("austen-0930") + bytes(8 * BLOCK_BYTES)))
    list(engine.feed(hum(2)))
    assert engine.finish().text == ""
