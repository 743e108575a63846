"""Frames survive the way through the pipe; nonsense is refused."""

import io

import pytest

from providers.local.frames import HEADER, LONGEST_PAYLOAD, BrokenFrame, Frame, Kind, read_header, read_payload
from providers.local.worker import read_frame

FRAMES = [
    Frame(Kind.START, position=2**40),
    Frame(Kind.AUDIO, pcm=b"\x01\x02" * 1600),
    Frame(Kind.FINALIZE),
    Frame(Kind.CLOSE),
    Frame(Kind.READY),
    Frame(Kind.TAIL, text="naïve"),
    Frame(Kind.TAIL),
    Frame(Kind.SEGMENT, position=16_000, text="he was not"),
    Frame(Kind.SEGMENT, position=0),
    Frame(Kind.FINALIZED),
    Frame(Kind.ENDED),
]


def test_frames_come_out_of_a_stream_as_they_went_in() -> None:
    stream = io.BytesIO(b"".join(frame.encode() for frame in FRAMES))
    assert [read_frame(stream) for _ in FRAMES] == FRAMES
    assert read_frame(stream) is None


def test_all_kinds_are_tested() -> None:
    assert {frame.kind for frame in FRAMES} == set(Kind)


@pytest.mark.parametrize("left", [1, HEADER.size, HEADER.size + 3])
def test_a_stream_that_breaks_off_is_at_its_end(left: int) -> None:
    assert read_frame(io.BytesIO(Frame(Kind.AUDIO, pcm=b"1234").encode()[:left])) is None


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BrokenFrame, match="b'x'"):
        read_header(HEADER.pack(b"x", 0))


def test_an_absurd_length_is_refused() -> None:
    assert read_header(HEADER.pack(b"A", LONGEST_PAYLOAD)) == (Kind.AUDIO, LONGEST_PAYLOAD)
    with pytest.raises(BrokenFrame, match=f"AUDIO.*{LONGEST_PAYLOAD + 1}"):
        read_header(HEADER.pack(b"A", LONGEST_PAYLOAD + 1))


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (Kind.START, b"123"),
        (Kind.SEGMENT, b"123"),
        (Kind.TAIL, b"secret\xff"),
        (Kind.FINALIZE, b"more"),
    ],
)
def test_a_payload_that_makes_no_sense_is_refused_without_quoting_it(kind: Kind, payload: bytes) -> None:
    with pytest.raises(BrokenFrame, match=f"{kind.name} frame of {len(payload)} bytes") as refused:
        read_payload(kind, payload)
    assert "secret" not in str(refused.value)
