"""app/microphones.py on a real sound server: the first one that works records, and what is to be said is said."""

import threading
from collections.abc import Callable, Iterator

import pytest

from app.microphone_notes import Note, NoteKind
from app.microphones import Microphones
from audio.errors import DeviceError, DeviceErrorKind
from audio.level import measure
from audio.pcm import SAMPLE_RATE
from rig.desktop import wait_until
from rig.pulse import SoundServer, tone

pytestmark = pytest.mark.pulse

SILENCE, LOUD = measure(bytes(1600)), measure(tone(440, 0.05))


class Heard:
    """What one recording brought."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self.ends: list[DeviceError] = []


@pytest.fixture
def said() -> list[Note]:
    return []


@pytest.fixture
def made(server: SoundServer, said: list[Note]) -> Iterator[Callable[..., Microphones]]:
    all_made: list[Microphones] = []

    def make(preferred: str | None, *others: str) -> Microphones:
        all_made.append(Microphones(preferred, others, said.append, lambda work: threading.Thread(target=work).start()))
        return all_made[-1]

    yield make
    for each in all_made:
        each.close()


def record(microphones: Microphones) -> Heard:
    heard = Heard()
    assert microphones.start(heard.blocks.append, heard.ends.append).rate == SAMPLE_RATE
    return heard


def wait_for(said: list[Note], kind: NoteKind) -> Note:
    wait_until(lambda: any(each.kind is kind for each in said), what=f"the note {kind}")
    return next(each for each in said if each.kind is kind)


def test_the_preferred_one_records_and_nothing_is_said(
    made: Callable[..., Microphones], server: SoundServer, said: list[Note]
) -> None:
    yeti = server.microphone("yeti", "Blue Yeti")
    microphones = made("Blue Yeti", "Virtual Microphone")
    heard = record(microphones)
    yeti.speak(tone(440, 0.3))
    yeti.spoken()
    microphones.stop()
    assert any(block.strip(b"\0") for block in heard.blocks)
    assert [each for each in said if each.sentence] == []


def test_the_next_one_stands_in_and_the_preferred_one_is_back_when_it_is(
    made: Callable[..., Microphones], server: SoundServer, said: list[Note]
) -> None:
    headset = server.microphone("headset", "Headset")
    microphones = made("Blue Yeti", "Nobody's", "Headset")
    heard = record(microphones)
    note = wait_for(said, NoteKind.INSTEAD)
    assert note.sentence == "“Blue Yeti” is not there. Recording with “Headset”."
    headset.speak(tone(440, 0.3))
    headset.spoken()
    microphones.stop()
    assert any(block.strip(b"\0") for block in heard.blocks)
    said.clear()
    yeti = server.microphone("yeti", "Blue Yeti")
    heard = record(microphones)
    yeti.speak(tone(440, 0.3))
    yeti.spoken()
    microphones.stop()
    assert any(block.strip(b"\0") for block in heard.blocks)
    assert said == []


def test_the_default_one_comes_last_unasked(
    made: Callable[..., Microphones], server: SoundServer, said: list[Note]
) -> None:
    microphones = made("Blue Yeti")
    record(microphones)
    note = wait_for(said, NoteKind.INSTEAD)
    assert note.sentence == "“Blue Yeti” is not there. Recording with “Virtual Microphone”."


def test_if_none_works_the_preferred_one_is_named(made: Callable[..., Microphones], server: SoundServer) -> None:
    server.default.unplug()
    with pytest.raises(DeviceError) as told:
        record(made("Blue Yeti", "Headset"))
    assert told.value.kind is DeviceErrorKind.NONE


def test_without_a_sound_server_one_sentence_is_enough(made: Callable[..., Microphones], server: SoundServer) -> None:
    server.kill()
    with pytest.raises(DeviceError) as told:
        record(made("Blue Yeti", "Headset"))
    assert told.value.kind is DeviceErrorKind.SERVER
    server.start()


def test_silence_is_told_with_its_reason_until_there_is_sound(
    made: Callable[..., Microphones], server: SoundServer, said: list[Note]
) -> None:
    microphones = made(None)
    heard = record(microphones)
    wait_until(lambda: len(heard.blocks) > 10, what="blocks")
    server.pactl("set-source-mute", "vmic", "1")
    for _ in range(61):
        microphones.heard(SILENCE)
    note = wait_for(said, NoteKind.SILENT)
    assert note.sentence == ("No sound from “Virtual Microphone” for 3 s: it is muted in the system's settings.")
    wait_until(lambda: microphones._passing, what="the note to be out")
    microphones.heard(SILENCE)
    assert said[-1].kind is NoteKind.SILENT
    microphones.heard(LOUD)
    assert said[-1].kind is NoteKind.SOUND
    microphones.stop()
    assert said[-1].kind is NoteKind.SOUND, "it was not only silence"


def test_nothing_but_silence_is_told_at_the_end(
    made: Callable[..., Microphones], server: SoundServer, said: list[Note]
) -> None:
    microphones = made(None)
    heard = record(microphones)
    wait_until(lambda: len(heard.blocks) > 10, what="blocks")
    wait_until(lambda: microphones._place == "“Virtual Microphone”", what="its name")
    for _ in range(20):
        microphones.heard(SILENCE)
    microphones.stop()
    assert said == [
        Note(
            NoteKind.ONLY_SILENCE,
            "“Virtual Microphone” delivered nothing but silence. Is it muted, or switched off?",
        )
    ]


def test_a_microphone_that_changes_in_the_middle_is_named(
    made: Callable[..., Microphones], server: SoundServer, said: list[Note]
) -> None:
    server.microphone("yeti", "Blue Yeti")
    microphones = made(None)
    heard = record(microphones)
    wait_until(lambda: len(heard.blocks) > 10, what="blocks")
    wait_until(lambda: microphones._place == "“Virtual Microphone”", what="its name")
    server.default.unplug()
    note = wait_for(said, NoteKind.MOVED)
    assert note.sentence == "“Virtual Microphone” is gone. Recording with “Blue Yeti” now."
    assert heard.ends == []
