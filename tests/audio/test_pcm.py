"""The arithmetic of the one PCM format."""

from audio import pcm


def test_a_chunk_is_100_ms() -> None:
    assert pcm.CHUNK_BYTES == 3_200
    assert len(pcm.silence(pcm.CHUNK_MS)) == pcm.CHUNK_BYTES


def test_silence_is_whole_samples_of_zero() -> None:
    assert pcm.silence(200) == bytes(6_400)
    assert pcm.silence(0) == b""
    assert pcm.silence(1) == bytes(32)


def test_counting() -> None:
    assert pcm.sample_count(bytes(6_400)) == 3_200
    assert pcm.sample_count(b"\0\0\0") == 1, "half a sample is none"
    assert pcm.seconds(8_000) == 0.5
