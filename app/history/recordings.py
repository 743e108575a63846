"""What the history needs of the journal, which keeps the sound of dictations. Imports nothing of ours but an error."""

from typing import Protocol

from audio.files import RecordingError


class Recordings(Protocol):
    """May be called from any thread, and may wait for the disk."""

    def name_of(self, dictation: int) -> str:
        """What the recording of this run's dictation of that number is called; empty: there is none."""

    def has(self, recording: str) -> bool:
        """Whether it is still there."""

    def pcm(self, recording: str) -> bytes:
        """Its sound: 16 kHz mono s16le. Raises RecordingError."""

    def settle(self, recording: str, *, needed: bool) -> None:
        """Its text is safe: it goes, unless the user keeps recordings for a while. `needed`: it holds words that are in
        no text, so it stays."""

    def drop(self, recording: str) -> None:
        """It goes now."""


class NoRecordings:
    """Keeps none."""

    def name_of(self, dictation: int) -> str:  # noqa: ARG002
        return ""

    def has(self, recording: str) -> bool:  # noqa: ARG002
        return False

    def pcm(self, recording: str) -> bytes:  # noqa: ARG002
        raise RecordingError("The recording is not there any more.")

    def settle(self, recording: str, *, needed: bool) -> None:
        pass

    def drop(self, recording: str) -> None:
        pass
