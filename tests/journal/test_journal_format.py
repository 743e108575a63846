"""app/journal/format.py: whatever happens to the bytes of a recording, everything that is whole is read."""

import struct
import zlib
from itertools import accumulate, pairwise, takewhile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.journal import format as records
from app.journal.format import About, Kind, Stage, Writer, read

ABOUT = About(7, "2026-11-20T12:00:00+01:00", "soniox", "en", 4711, "0.1")
LOG = 0x5EED_0001
HEAD = struct.Struct("<4sIIIIHBB")


def sound(size, first=1):
    """So many samples, none of them zero, and none like its neighbours."""
    return b"".join(struct.pack("<h", (first + each) % 30_000 + 1) for each in range(size))


def recording(blocks=5, size=20, log=LOG):
    """The records of a whole recording, and its sound."""
    writer = Writer(log)
    pcm = sound(blocks * size)
    cut = [pcm[each * size * 2 : (each + 1) * size * 2] for each in range(blocks)]
    parts = [writer.about(ABOUT), *(record for block in cut for record in writer.audio(block))]
    return [*parts, writer.stage(Stage.RELEASED)], pcm


def raw(kind, payload, sequence=1, position=0, version=records.VERSION, log=LOG):
    """A record that is whole, whatever it holds."""
    summed = HEAD.pack(records.SYNC, 0, log, sequence, position, len(payload), kind, version)[8:] + payload
    return records.SYNC + struct.pack("<I", zlib.crc32(summed)) + summed


def alike(one, other):
    """How many bytes are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def test_what_was_written_is_read():
    parts, pcm = recording(blocks=5, size=320)
    got = read(b"".join(parts))
    assert got.pcm == pcm
    assert got.recording == records.Recording(ABOUT, 1600, frozenset({Stage.RELEASED}), 0)
    assert got.recording.seconds == 0.1
    assert not got.recording.settled


def test_nothing_is_nothing():
    got = read(b"")
    assert (got.recording, got.pcm) == (records.Recording(None, 0, frozenset(), 0), b"")


def test_a_recording_costs_24_bytes_a_block():
    (record,) = Writer(LOG).audio(bytes(640))
    assert len(record) == 640 + 24


@pytest.mark.parametrize(("stage", "spare"), [(Stage.SETTLED, False), (Stage.SPARE, True)])
def test_a_recording_that_the_user_knows_of_says_so(stage, spare):
    parts, pcm = recording()
    before = read(b"".join(parts))
    after = read(b"".join(parts) + before.writer.stage(stage))
    assert (after.recording.settled, after.recording.spare, after.recording.damaged) == (True, spare, 0)
    assert after.pcm == pcm


def test_whoever_reads_can_go_on_writing():
    parts, pcm = recording()
    (more,) = read(b"".join(parts)).writer.audio(sound(20, first=500))
    got = read(b"".join(parts) + more)
    assert got.pcm == pcm + sound(20, first=500)
    assert got.recording.damaged == 0


def test_half_a_sample_is_not_taken():
    with pytest.raises(ValueError, match="3 bytes"):
        Writer(LOG).audio(b"abc")
    assert Writer(LOG).audio(b"") == []


def test_long_pieces_become_several_records():
    pcm = sound(100_000)
    made = Writer(LOG).audio(pcm)
    assert len(made) == 4
    assert read(b"".join(made)).pcm == pcm


def test_a_cut_at_any_byte_costs_the_last_record_only():
    parts, pcm = recording(blocks=3)
    data = b"".join(parts)
    ends = list(accumulate(map(len, parts)))
    for cut in range(len(data)):
        got = read(data[:cut])
        whole = sum(end <= cut for end in ends)
        assert got.pcm == pcm[: max(0, min(3, whole - 1)) * 40]
        assert (got.recording.about == ABOUT) == (whole >= 1)
        assert got.recording.damaged == cut - (ends[whole - 1] if whole else 0)


def test_a_lost_beginning_costs_what_it_held():
    parts, pcm = recording(blocks=3)
    data = b"".join(parts)
    for cut in range(1, len(parts[0]) + 1):
        got = read(data[cut:])
        assert (got.pcm, got.recording.about) == (pcm, None)
        assert got.recording.damaged == len(parts[0]) - cut


@settings(max_examples=400)
@given(st.data())
def test_flipped_bytes_anywhere_cost_their_records_only(data):
    parts, pcm = recording(blocks=4)
    whole = bytearray(b"".join(parts))
    flips = data.draw(st.dictionaries(st.integers(0, len(whole) - 1), st.integers(1, 255), max_size=4))
    for at, bits in flips.items():
        whole[at] ^= bits
    expected = bytearray(pcm)
    hit = []
    for number, (end, part) in enumerate(zip(accumulate(map(len, parts)), parts, strict=True)):
        hit.append(any(end - len(part) <= at < end for at in flips))
        if hit[-1] and 1 <= number <= 4:
            expected[(number - 1) * 40 : number * 40] = bytes(40)
    last = max((number for number, was_hit in enumerate(hit) if not was_hit), default=0)
    got = read(bytes(whole))
    assert got.pcm == bytes(expected[: min(last, 4) * 40])
    assert got.recording.about == (None if hit[0] else ABOUT)
    assert got.recording.stages == (frozenset() if hit[5] else {Stage.RELEASED})
    assert got.recording.damaged == sum(len(part) for part, was_hit in zip(parts, hit, strict=True) if was_hit)


@settings(max_examples=200)
@given(st.data())
def test_bytes_put_in_or_taken_out_anywhere_cost_no_more_than_they_touch(data):
    parts, pcm = recording(blocks=4)
    whole = b"".join(parts)
    at = data.draw(st.integers(0, len(whole)))
    taken = data.draw(st.integers(0, 60))
    junk = data.draw(st.binary(max_size=60).filter(lambda drawn: records.SYNC not in drawn))
    changed = whole[:at] + junk + whole[at + taken :]
    same, same_behind = alike(whole, changed), len(whole) - alike(whole[::-1], changed[::-1])
    got = read(changed)
    ends = [0, *accumulate(map(len, parts))]
    expected = bytearray(pcm)
    kept = []
    for number, (start, end) in enumerate(pairwise(ends)):
        kept.append(end <= same or start >= same_behind)
        if not kept[-1] and 1 <= number <= 4:
            expected[(number - 1) * 40 : number * 40] = bytes(40)
    last = max((number for number, was_kept in enumerate(kept) if was_kept), default=0)
    assert got.pcm == bytes(expected[: min(last, 4) * 40])
    assert got.recording.damaged == len(changed) - sum(
        len(p) for p, was_kept in zip(parts, kept, strict=True) if was_kept
    )


def wild():
    """Records that are whole and make any sense or none."""
    payloads = st.binary(max_size=40) | st.just(b'"settled"') | st.just(b'{"dictation": 1}') | st.just(b"[" * 9000)
    numbers = st.integers(0, 5) | st.integers(0, 2**32 - 1)
    return st.builds(raw, st.integers(0, 255), payloads, numbers, numbers, st.integers(0, 3), st.integers(0, 2))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=60) | wild() | st.just(records.SYNC), max_size=12))
@example([raw(Kind.AUDIO, bytes(2), number, position) for number, position in enumerate((0, 2**32 - 1))])
def test_nothing_makes_it_raise_or_fill_the_memory(pieces):
    data = b"".join(pieces)
    got = read(data)
    assert 0 <= got.recording.damaged <= len(data)
    assert got.recording.samples <= len(data) // 2 + records.MOST_SILENCE
    assert read(data + got.writer.stage(Stage.SPARE)).recording.damaged <= len(data) + 40


def test_sound_that_was_written_twice_is_there_once():
    parts, pcm = recording()
    got = read(b"".join([*parts, *parts[1:4], parts[2]]))
    assert (got.pcm, got.recording.damaged) == (pcm, 0)


def test_a_lost_record_leaves_silence_of_its_length():
    parts, pcm = recording(blocks=3, size=10)
    assert read(b"".join([parts[0], parts[1], parts[3]])).pcm == pcm[:20] + bytes(20) + pcm[40:]
    assert read(b"".join([parts[0], parts[1], parts[4]])).pcm == pcm[:20] + bytes(40)


def test_a_gap_of_hours_keeps_ten_minutes():
    first, last = raw(Kind.AUDIO, sound(10), 1, 0), raw(Kind.AUDIO, sound(10, 90), 2, 3600 * 16_000)
    assert read(first + last).pcm == sound(10) + bytes(2 * records.MOST_SILENCE) + sound(10, 90)


def test_what_a_disk_still_has_of_an_older_recording_is_none_of_this_one():
    old, _ = recording(blocks=2, log=1)
    parts, pcm = recording(blocks=4, log=2)
    got = read(b"".join([*parts, *old[1:]]))
    assert (got.pcm, got.recording.damaged) == (pcm, sum(map(len, old[1:])))
    assert read(b"".join([*old[1:], *parts])).pcm == pcm


def test_the_first_word_about_itself_holds():
    writer = Writer(LOG)
    assert read(writer.about(ABOUT) + writer.about(About(8, "", "local"))).recording.about == ABOUT


@pytest.mark.parametrize(
    "record",
    [
        raw(9, b"a kind to come", 90),
        raw(Kind.AUDIO, b"what a newer version means by sound", 90, version=2),
        raw(Kind.ABOUT, b"{", 90),
        raw(Kind.ABOUT, b'{"dictation": "x"}', 90),
        raw(Kind.STAGE, b'"on the moon"', 90),
        raw(Kind.STAGE, b"\xff", 90),
        raw(Kind.AUDIO, b"", 90),
    ],
)
def test_a_whole_record_that_makes_no_sense_is_passed_over_and_is_no_damage(record):
    parts, pcm = recording()
    got = read(record + b"".join(parts))
    assert (got.pcm, got.recording.about, got.recording.damaged) == (pcm, ABOUT, 0)


def test_half_a_sample_in_a_record_is_left_out():
    assert read(raw(Kind.AUDIO, b"\x01\x02\x03")).pcm == b"\x01\x02"


def test_fields_of_a_version_to_come_do_no_harm():
    told = b'{"dictation": 1, "begun": "", "provider": "local", "mood": "good"}'
    assert read(raw(Kind.ABOUT, told)).recording.about == About(1, "", "local")


def test_a_length_that_was_flipped_hides_nothing_behind_it():
    parts, pcm = recording(blocks=3)
    damaged = bytearray(parts[1])
    damaged[20:22] = b"\xff\xff"
    got = read(b"".join([parts[0], bytes(damaged), *parts[2:]]))
    assert got.pcm == bytes(40) + pcm[40:]
