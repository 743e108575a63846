"""Cuts a stream of PCM into chunks of 100 ms. Pure; imports `pcm`."""

from .pcm import CHUNK_BYTES, SAMPLE_BYTES


class Chunker:
    """Takes blocks of any size, gives exact chunks, and in the end the rest."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def push(self, pcm: bytes) -> list[bytes]:
        """Add PCM of any length; every chunk (3,200 bytes) that is full now, in order."""
        self._rest += pcm
        whole = len(self._rest) - len(self._rest) % CHUNK_BYTES
        chunks = [bytes(self._rest[start : start + CHUNK_BYTES]) for start in range(0, whole, CHUNK_BYTES)]
        del self._rest[:whole]
        return chunks

    def flush(self) -> bytes:
        """What does not fill a chunk, possibly nothing. The chunker is empty afterwards.

        Raises ValueError if half a sample is left: somebody pushed something that was not 16-bit PCM.
        """
        rest = bytes(self._rest)
        if len(rest) % SAMPLE_BYTES:
            raise ValueError(f"{len(rest)} bytes are left over, which is not a whole number of 16-bit samples.")
        self._rest.clear()
        return rest
