"""Who is given what is spoken before anybody else, to keep it. Imports nothing of ours."""

from typing import Protocol


class Recorder(Protocol):
    """Takes the speech of dictations. Called on the stream thread; nothing may block or raise."""

    def begin(self, dictation: int) -> None:
        """A press."""

    def audio(self, dictation: int, pcm: bytes) -> None:
        """Speech, in order: 16 kHz mono s16le."""

    def released(self, dictation: int) -> None:
        """Everything that was spoken was given."""


class NoRecorder:
    """Keeps nothing: for sound that is in a file already."""

    def begin(self, dictation: int) -> None:
        pass

    def audio(self, dictation: int, pcm: bytes) -> None:
        pass

    def released(self, dictation: int) -> None:
        pass
