import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.journal import format as records
from app.journal.format import About, Stage, read

ABOUT = About(7, "2026-11-20T12:00:00+01:00", "soniox", "en", 4711)


def sound(size, first=1):
    """So many samples, none of them alike nor zero."""
    return b"".join(struct.pack("<h", (first + each) % 30_000 + 1) for each in range(size))


def recording(blocks=5, size=320):
    """A whole recording and its sound."""
    pcm = sound(blocks * size)
    cut = [pcm[each * size * 2 : (each + 1) * size * 2] for each in range(blocks)]
    parts = [records.audio(2 + each, each * size, block) for each, block in enumerate(cut)]
    return [records.about(1, ABOUT), *parts, records.stage(2 + blocks, Stage.RELEASED)], pcm


def raw(kind, payload, sequence=1):
    """A record that is whole, whatever it holds."""
    summed = struct.pack("<BII", kind, sequence, len(payload))
    head = struct.pack("<4sBIII", records.SYNC, kind, sequence, len(payload), zlib.crc32(payload, zlib.crc32(summed)))
    return head + payload


def test_what_was_written_is_read():
    parts, pcm = recording()
    got = read(b"".join(parts))
    assert got == records.Recording(ABOUT, pcm, frozenset({Stage.RELEASED}), 0)
    assert got.seconds == 0.1


def test_nothing_is_nothing():
    assert read(b"") == records.Recording(None, b"", frozenset(), 0)


def test_a_cut_at_any_byte_costs_the_last_record_only():
    parts, pcm = recording(blocks=3, size=20)
    data = b"".join(parts)
    ends = [sum(map(len, parts[: each + 1])) for each in range(len(parts))]
    for cut in range(len(data)):
        got = read(data[:cut])
        whole = sum(end <= cut for end in ends)
        assert got.pcm == pcm[: max(0, min(3, whole - 1)) * 40]
        assert (got.about == ABOUT) == (whole >= 1)
        assert got.damaged == cut - (ends[whole - 1] if whole else 0)


@settings(max_examples=300)
@given(st.data())
def test_flipped_bytes_anywhere_cost_their_records_only(data):
    parts, pcm = recording(blocks=4, size=20)
    whole = bytearray(b"".join(parts))
    flips = data.draw(st.dictionaries(st.integers(0, len(whole) - 1), st.integers(1, 255), max_size=4))
    for at, bits in flips.items():
        whole[at] ^= bits
    start = 0
    expected = bytearray(pcm)
    hit = []
    for number, part in enumerate(parts):
        hit.append(any(start <= at < start + len(part) for at in flips))
        if hit[-1] and 1 <= number <= 4:
            expected[(number - 1) * 40 : number * 40] = bytes(40)
        start += len(part)
    kept = 4
    while kept and hit[kept]:
        kept -= 1
    got = read(bytes(whole))
    assert got.pcm == bytes(expected[: kept * 40])
    assert got.about == (None if hit[0] else ABOUT)
    assert got.stages == (frozenset() if hit[5] else {Stage.RELEASED})
    assert got.damaged == sum(len(part) for part, was_hit in zip(parts, hit, strict=True) if was_hit)


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_any_bytes_are_survived(junk, more):
    parts, pcm = recording(blocks=1, size=20)
    assert read(junk).damaged <= len(junk)
    got = read(junk + b"".join(parts) + more)
    assert got.pcm.endswith(pcm) or records.SYNC in junk + more
    assert read(records.SYNC + junk).damaged >= 0


def test_sound_that_was_written_twice_is_there_once():
    parts, pcm = recording()
    assert read(b"".join([*parts, parts[2], parts[1]])).pcm == pcm


def test_a_lost_record_leaves_silence_of_its_length():
    parts, pcm = recording(blocks=3, size=10)
    got = read(b"".join([parts[0], parts[1], parts[3]]))
    assert got.pcm == pcm[:20] + bytes(20) + pcm[40:]


def test_the_first_word_about_itself_holds():
    again = About(8, "", "local")
    assert read(records.about(1, ABOUT) + records.about(2, again)).about == ABOUT


@pytest.mark.parametrize(
    "record",
    [
        raw(9, b"a kind to come"),
        raw(records.Kind.ABOUT, b"{"),
        raw(records.Kind.ABOUT, b'{"version": "x"}'),
        raw(records.Kind.STAGE, b'"on the moon"'),
        raw(records.Kind.AUDIO, b"\x00" * 7),
        raw(records.Kind.AUDIO, struct.pack("<Q", 0) + b"odd"),
        raw(records.Kind.AUDIO, struct.pack("<Q", 2**63) + b"far"),
    ],
)
def test_a_whole_record_that_makes_no_sense_is_passed_over(record):
    parts, pcm = recording()
    assert read(record + b"".join(parts)).pcm == pcm


def test_fields_of_a_version_to_come_do_no_harm():
    told = b'{"dictation": 1, "begun": "", "provider": "local", "mood": "good"}'
    assert read(raw(records.Kind.ABOUT, told)).about == About(1, "", "local")


def test_a_length_beyond_reason_is_not_believed():
    parts, pcm = recording()
    head = struct.pack("<4sBIII", records.SYNC, records.Kind.AUDIO, 1, 2**32 - 1, 0)
    assert read(head + b"".join(parts)).pcm == pcm
