"""The chunker: nothing lost, nothing reordered, every chunk exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.chunker import Chunker
from audio.pcm import CHUNK_BYTES


@given(st.lists(st.binary(max_size=3 * CHUNK_BYTES), max_size=12))
def test_blocks_of_any_size_come_out_as_exact_chunks_in_order(blocks: list[bytes]) -> None:
    chunker = Chunker()
    chunks: list[bytes] = []
    given_so_far = 0
    for block in blocks:
        chunks += chunker.push(block)
        given_so_far += len(block)
        assert len(chunks) == given_so_far // CHUNK_BYTES, "a full chunk was held back"
    assert {len(chunk) for chunk in chunks} <= {CHUNK_BYTES}
    spoken = b"".join(blocks)
    if len(spoken) % 2:
        with pytest.raises(ValueError, match="whole number of 16-bit samples"):
            chunker.flush()
    else:
        rest = chunker.flush()
        assert len(rest) < CHUNK_BYTES
        assert b"".join([*chunks, rest]) == spoken


def test_nothing_is_left_after_a_flush() -> None:
    chunker = Chunker()
    assert chunker.push(b"\1\2\3\4") == []
    assert chunker.flush() == b"\1\2\3\4"
    assert chunker.flush() == b""


def test_half_a_sample_is_named() -> None:
    chunker = Chunker()
    chunker.push(bytes(5))
    with pytest.raises(ValueError, match="5 bytes are left over"):
        chunker.flush()


def test_a_chunk_does_not_change_when_more_is_pushed() -> None:
    chunker = Chunker()
    block = bytearray(b"\1" * CHUNK_BYTES)
    (chunk,) = chunker.push(block)
    block[:] = b"\2" * CHUNK_BYTES
    chunker.push(block)
    assert chunk == b"\1" * CHUNK_BYTES
