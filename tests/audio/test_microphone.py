"""The microphone on a real sound server, in this process: what is said is what arrives, to the sample.

What cannot be produced here: a device that another program holds (PulseAudio shares every source, and there is no bare
ALSA device), so PortAudio's refusal of one is played.
"""

import os
import signal
import threading
from collections.abc import Iterator

import numpy as np
import pytest
import sounddevice

from audio import microphone as module
from audio import portaudio
from audio.errors import DeviceError, DeviceErrorKind
from audio.microphone import Microphone
from audio.pcm import SAMPLE_RATE, Format
from audio.resample import Converter
from audio.stream import Stream
from audio.whereabouts import Place
from rig.desktop import wait_until
from rig.pulse import SoundServer, tone

pytestmark = pytest.mark.pulse


class Ear:
    """What one recording heard, and how it ended."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self.ends: list[DeviceError] = []
        self.threads: set[int] = set()

    def on_block(self, block: bytes) -> None:
        self.threads.add(threading.get_ident())
        self.blocks.append(block)

    @property
    def heard(self) -> bytes:
        return b"".join(self.blocks)

    def wait_for_sound(self) -> None:
        wait_until(lambda: self.blocks, what="the first block")

    def wait_for_the_end(self) -> DeviceError:
        wait_until(lambda: self.ends, what="the end of the recording")
        return self.ends[0]


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture(params=[False, True], ids=["closed between", "kept between"], autouse=True)
def keeps_stream(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both policies, whatever this platform's is: a stream of its own for each recording, or one that is kept."""
    monkeypatch.setattr(module, "KEEPS_STREAM", request.param)


closed_between = pytest.mark.parametrize("keeps_stream", [False], indirect=True, ids=["closed between"])
"""For what a stream that is kept cannot do on this sound server: the reasons for KEEPS_STREAM."""


@pytest.fixture
def mic(server: SoundServer) -> Iterator[Microphone]:
    """The system's default microphone."""
    made = Microphone(None)
    yield made
    made.close()


def listen(mic: Microphone, ear: Ear) -> Format:
    return mic.start(ear.on_block, ear.ends.append)


def assert_it_is_over(mic: Microphone, ear: Ear) -> None:
    """No block comes to `ear` any more, though the microphone delivers to the next one."""
    heard, following = len(ear.blocks), Ear()
    listen(mic, following)
    wait_until(lambda: len(following.blocks) > 5)
    mic.stop()
    assert len(ear.blocks) == heard, "a block came after it had returned"


def counted(seconds: float) -> bytes:
    """Samples that count up from 1, so that each tells which one it is."""
    return np.arange(1, 1 + round(seconds * SAMPLE_RATE)).astype("<i2").tobytes()


def in_use(server: SoundServer) -> bool:
    """Whether the desktop shows that somebody records."""
    return bool(server.pactl("list", "source-outputs", "short"))


# ------------------------------------------------------------------------------------------------ what is heard


def test_what_is_said_arrives_to_the_sample(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    assert listen(mic, ear) == Format(SAMPLE_RATE, 1)
    ear.wait_for_sound()
    server.default.speak(counted(0.8))
    server.default.spoken()
    mic.stop()
    assert ear.heard.strip(b"\0") == counted(0.8).strip(b"\0")
    assert {len(block) for block in ear.blocks} == {640}, "20 ms each"
    assert len(ear.threads) == 1 and threading.get_ident() not in ear.threads
    assert ear.ends == [] and mic.overflows == 0


def test_each_block_is_a_copy_of_its_own(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    listen(mic, ear)
    server.default.speak(counted(0.3))
    wait_until(lambda: ear.heard.strip(b"\0"))
    first = [bytes(bytearray(block)) for block in ear.blocks]
    server.default.spoken()
    mic.stop()
    assert ear.blocks[: len(first)] == first
    assert all(type(block) is bytes for block in ear.blocks)


@pytest.mark.parametrize("attempt", range(8))
def test_what_was_said_until_stop_is_there(attempt: int, mic: Microphone, ear: Ear, server: SoundServer) -> None:
    """Let go in the middle of a word: every sample that had been said by then must come, though it is still in buffers.
    One call of `stop` after the other falls on another moment within a block."""
    listen(mic, ear)
    ear.wait_for_sound()
    server.default.speak(counted(2.0))
    wait_until(lambda: server.default.said > 2_000 + attempt * 37)
    said = server.default.said
    mic.stop()
    last = np.frombuffer(ear.heard, "<i2")[-1]
    assert last >= said, f"{said - last} samples are cut off"
    assert_it_is_over(mic, ear)


def test_nothing_from_before_the_press_is_heard(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    """Neither after `prepare` nor between two recordings."""
    for secret in range(2):
        mic.prepare()
        with server.other_recorder(server.default):
            server.default.speak(tone(500 + secret, 0.2) + bytes(3_200))
            server.default.spoken()
        listen(mic, ear)
        wait_until(lambda: len(ear.blocks) > 15)
        mic.stop()
        assert ear.heard.strip(b"\0") == b""
        ear.blocks.clear()


@closed_between
def test_the_desktop_shows_the_microphone_in_use_only_while_it_is(
    mic: Microphone, ear: Ear, server: SoundServer
) -> None:
    mic.prepare()
    assert not in_use(server)
    for _ in range(2):
        listen(mic, ear)
        assert in_use(server)
        mic.stop()
        assert not in_use(server)


def test_a_device_with_a_rate_and_channels_of_its_own(
    mic: Microphone, ear: Ear, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PulseAudio converts for us; a bare device refuses what it does not have. Only the refusal is played here."""
    make = Stream._make
    asked = []

    def picky(self: Stream, index: int, rate: int, channels: int) -> sounddevice.RawInputStream:
        asked.append((rate, channels))
        if (rate, channels) != (48_000, 2):
            raise sounddevice.PortAudioError("Invalid sample rate", -9997)
        return make(self, index, rate, channels)

    monkeypatch.setattr(Stream, "_make", picky)
    monkeypatch.setattr(
        module.devices, "choose", lambda name: module.devices.Device(module.devices.PULSE, "pulse", 2, 48_000, True)
    )
    assert listen(mic, ear) == Format(48_000, 2)
    assert asked == [(16_000, 1), (16_000, 2), (48_000, 1), (48_000, 2)]
    ear.wait_for_sound()
    server.default.speak(tone(440, 0.6))
    server.default.spoken()
    mic.stop()
    asked.clear()
    listen(mic, Ear())
    mic.close()
    listen(mic, Ear())
    assert set(asked) == {(48_000, 2)}, "what it refused is not tried at every press"
    converter = Converter(48_000, 2)
    heard = b"".join(converter.convert(block) for block in ear.blocks) + converter.flush()
    samples = np.frombuffer(heard, "<i2")
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert np.argmax(spectrum) * SAMPLE_RATE / len(samples) == pytest.approx(440, abs=2)


# ------------------------------------------------------------------------------------------------ start and stop


def test_starting_and_stopping_as_fast_as_it_goes(mic: Microphone, server: SoundServer) -> None:
    ears = [Ear() for _ in range(20)]
    for index, each in enumerate(ears):
        listen(mic, each)
        if index % 3 == 0:
            each.wait_for_sound()
        mic.stop()
        heard = len(each.blocks)
        listen(mic, Ear())
        mic.stop()
        assert len(each.blocks) == heard, "a block came after stop() had returned"
    last = Ear()
    listen(mic, last)
    last.wait_for_sound()
    server.default.speak(counted(0.2))
    server.default.spoken()
    mic.stop()
    assert last.heard.strip(b"\0") == counted(0.2).strip(b"\0")
    assert all(each.ends == [] for each in ears), "our own stop was taken for the device's"
    wait_until(lambda: not [each for each in threading.enumerate() if each.name == "microphone-watch"])


def test_calls_out_of_order_do_no_harm(mic: Microphone, ear: Ear) -> None:
    mic.stop()
    mic.close()
    listen(mic, ear)
    mic.close()
    mic.close()
    mic.stop()
    listen(mic, ear)
    other = Ear()
    listen(mic, other)  # without a stop before
    heard = len(ear.blocks)
    other.wait_for_sound()
    mic.stop()
    assert len(ear.blocks) == heard
    assert ear.ends == other.ends == []


def test_closing_ends_at_once_and_tells_nobody(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    listen(mic, ear)
    ear.wait_for_sound()
    mic.close()
    assert not in_use(server)
    assert_it_is_over(mic, ear)
    assert ear.ends == []


def test_two_microphones_at_once(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    """The settings' level meter beside a dictation."""
    preview, preview_ear = Microphone("Virtual Microphone"), Ear()
    listen(mic, ear)
    listen(preview, preview_ear)
    preview_ear.wait_for_sound()
    preview.close()
    heard = len(ear.blocks)
    wait_until(lambda: len(ear.blocks) > heard + 5)
    mic.stop()
    assert ear.ends == []


def test_a_microphone_that_cannot_be_opened_does_not_disturb_the_one_that_records(
    mic: Microphone, ear: Ear, server: SoundServer
) -> None:
    listen(mic, ear)
    with pytest.raises(DeviceError):
        listen(Microphone("Blue Yeti"), Ear())
    heard = len(ear.blocks)
    wait_until(lambda: len(ear.blocks) > heard + 5)
    mic.stop()
    assert ear.ends == []


def test_a_prepared_microphone_survives_that_another_looked_for_devices(mic: Microphone, ear: Ear) -> None:
    mic.prepare()
    with pytest.raises(DeviceError):
        listen(Microphone("Blue Yeti"), Ear())
    listen(mic, ear)
    ear.wait_for_sound()
    mic.stop()


# ------------------------------------------------------------------------------------------------ which microphone


def test_the_chosen_one_is_heard_and_no_other(ear: Ear, server: SoundServer) -> None:
    yeti = server.microphone("yeti", "Blue Yeti")
    chosen, default, default_ear = Microphone("Blue Yeti"), Microphone(None), Ear()
    for made, listener, other in ((chosen, ear, server.default), (default, default_ear, yeti)):
        with server.other_recorder(other):
            listen(made, listener)
            listener.wait_for_sound()
            yeti.speak(counted(0.2))
            server.default.speak(tone(300, 0.2))
            yeti.spoken()
            server.default.spoken()
            made.stop()
            made.close()
    assert ear.heard.strip(b"\0") == counted(0.2).strip(b"\0")
    assert default_ear.heard.strip(b"\0") == tone(300, 0.2).strip(b"\0")
    assert "PULSE_SOURCE" not in os.environ


@closed_between
def test_a_new_default_holds_from_the_next_press(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    yeti = server.microphone("yeti", "Blue Yeti")
    mic.prepare()
    server.pactl("set-default-source", "yeti")
    listen(mic, ear)
    ear.wait_for_sound()
    yeti.speak(counted(0.2))
    yeti.spoken()
    mic.stop()
    assert ear.heard.strip(b"\0") == counted(0.2).strip(b"\0")


def test_an_unknown_name(ear: Ear, server: SoundServer) -> None:
    with pytest.raises(DeviceError, match=r"“Blue Yeti”.*“Virtual Microphone”") as told:
        listen(Microphone("Blue Yeti"), ear)
    assert told.value.kind is DeviceErrorKind.UNKNOWN


def test_one_that_was_plugged_in_after_the_start_of_the_program(ear: Ear, server: SoundServer) -> None:
    made = Microphone("Blue Yeti")
    made.prepare()
    server.microphone("yeti", "Blue Yeti")
    listen(made, ear)
    ear.wait_for_sound()
    made.close()


# ------------------------------------------------------------------------------------------------ what goes wrong


def test_the_only_microphone_vanishes(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    listen(mic, ear)
    ear.wait_for_sound()
    server.default.unplug()
    assert ear.wait_for_the_end().kind is DeviceErrorKind.NONE
    heard = len(ear.blocks)
    mic.stop()
    assert len(ear.blocks) == heard and len(ear.ends) == 1
    with pytest.raises(DeviceError) as told:
        listen(mic, ear)
    assert told.value.kind is DeviceErrorKind.NONE
    again = server.microphone("vmic")
    listen(mic, fresh := Ear())
    fresh.wait_for_sound()
    again.speak(counted(0.2))
    again.spoken()
    mic.stop()
    assert fresh.heard.strip(b"\0") == counted(0.2).strip(b"\0")


@pytest.mark.parametrize("name", [None, "Virtual Microphone"])
def test_the_server_goes_on_with_a_loudspeaker(name: str | None, ear: Ear, server: SoundServer) -> None:
    """PulseAudio moves the recording to the loudspeaker's monitor, without a word to us."""
    server.pactl("load-module", "module-null-sink", "sink_name=loudspeaker")
    made = Microphone(name)
    listen(made, ear)
    ear.wait_for_sound()
    server.default.unplug()
    assert ear.wait_for_the_end().kind is DeviceErrorKind.NONE
    made.close()
    assert len(ear.ends) == 1


def test_the_chosen_one_vanishes_and_another_is_there(ear: Ear, server: SoundServer) -> None:
    """Nobody is recorded by a microphone that was not chosen, without being told."""
    yeti = server.microphone("yeti", "Blue Yeti")
    made = Microphone("Blue Yeti")
    listen(made, ear)
    ear.wait_for_sound()
    yeti.unplug()
    end = ear.wait_for_the_end()
    assert end.kind is DeviceErrorKind.VANISHED and "“Blue Yeti”" in str(end)
    made.close()


def test_the_default_one_vanishes_and_another_is_there(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    """The server goes on with the other one, and so do we: no word is lost."""
    yeti = server.microphone("yeti", "Blue Yeti")
    listen(mic, ear)
    ear.wait_for_sound()
    server.default.unplug()
    yeti.speak(counted(1.2))
    yeti.spoken()
    mic.stop()
    assert ear.ends == []
    assert ear.heard.strip(b"\0").endswith(counted(1.2)[-SAMPLE_RATE:])


def test_no_microphone_but_a_loudspeaker(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    server.pactl("load-module", "module-null-sink", "sink_name=loudspeaker")
    server.default.unplug()
    listen(mic, ear)  # PulseAudio lets us record the loudspeaker
    assert ear.wait_for_the_end().kind is DeviceErrorKind.NONE


def test_the_sound_server_dies_and_comes_back(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    listen(mic, ear)
    ear.wait_for_sound()
    server.kill()
    assert ear.wait_for_the_end().kind is DeviceErrorKind.SERVER
    mic.stop()
    with pytest.raises(DeviceError, match=r"sound server .* does not answer") as told:
        listen(mic, ear)
    assert told.value.kind is DeviceErrorKind.SERVER
    mic.prepare()  # never raises
    server.start()
    back = server.microphone()
    listen(mic, fresh := Ear())
    fresh.wait_for_sound()
    back.speak(counted(0.2))
    back.spoken()
    mic.stop()
    assert fresh.heard.strip(b"\0") == counted(0.2).strip(b"\0")
    assert len(ear.ends) == 1


@closed_between
def test_what_was_prepared_is_stale(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    """The server was restarted between `prepare` and the press: one press, and it works."""
    mic.prepare()
    server.kill()
    server.start()
    server.microphone()
    listen(mic, ear)
    ear.wait_for_sound()
    mic.stop()
    assert ear.ends == []


def test_a_device_that_another_program_holds(
    mic: Microphone, ear: Ear, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(self: Stream, index: int, rate: int, channels: int) -> sounddevice.RawInputStream:
        raise sounddevice.PortAudioError("Error opening RawInputStream: Device unavailable [PaErrorCode -9985]", -9985)

    monkeypatch.setattr(Stream, "_make", held)
    with pytest.raises(DeviceError, match=r"in use by another program\. Close that") as told:
        listen(mic, ear)
    assert told.value.kind is DeviceErrorKind.BUSY


def test_the_microphone_stalls(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    """It is there and says nothing at all: no silence either."""
    listen(mic, ear)
    ear.wait_for_sound()
    server.default.stall()
    assert ear.wait_for_the_end().kind is DeviceErrorKind.STALLED
    mic.stop()


# ------------------------------------------------------------------------------------------------ where it comes from


def test_a_new_default_in_the_middle_is_told_and_no_word_is_lost(
    mic: Microphone, ear: Ear, server: SoundServer
) -> None:
    yeti = server.microphone("yeti", "Blue Yeti")
    places: list[Place] = []
    mic.start(ear.on_block, ear.ends.append, on_place=places.append)
    wait_until(lambda: places, what="where it comes from")
    recording = server.pactl("list", "source-outputs", "short").split()[0]
    server.pactl("move-source-output", recording, "yeti")
    wait_until(lambda: len(places) == 2, what="that it was moved")
    yeti.speak(counted(0.3))
    yeti.spoken()
    mic.stop()
    assert places == [Place("Virtual Microphone"), Place("Blue Yeti", "Virtual Microphone", left_is_gone=False)]
    assert ear.ends == []
    assert ear.heard.strip(b"\0").endswith(counted(0.3)[-6400:])


def test_a_default_that_is_unplugged_is_told_by_name(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    server.microphone("yeti", "Blue Yeti")
    places: list[Place] = []
    mic.start(ear.on_block, ear.ends.append, on_place=places.append)
    wait_until(lambda: places, what="where it comes from")
    server.default.unplug()
    wait_until(lambda: len(places) == 2, what="that it was moved")
    mic.stop()
    assert places[1] == Place("Blue Yeti", "Virtual Microphone", left_is_gone=True)


def test_why_it_is_silent(mic: Microphone, ear: Ear, server: SoundServer) -> None:
    places: list[Place] = []
    mic.start(ear.on_block, ear.ends.append, on_place=places.append)
    wait_until(lambda: places, what="where it comes from")
    assert mic.why_silent() == ""
    server.pactl("set-source-mute", "vmic", "1")
    assert mic.why_silent() == "it is muted in the system's settings"
    server.pactl("set-source-mute", "vmic", "0")
    server.pactl("set-source-volume", "vmic", "0")
    assert mic.why_silent() == "it is turned down to nothing in the system's settings"
    server.pactl("set-source-volume", "vmic", "100%")
    recording = server.pactl("list", "source-outputs", "short").split()[0]
    server.pactl("set-source-output-mute", recording, "1")
    assert mic.why_silent() == "Holdfast is muted in the system's volume control"
    mic.stop()


@closed_between
def test_a_server_that_hangs_does_not_hang_us(
    mic: Microphone, ear: Ear, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OPEN_LIMIT_S", 0.5)
    assert server._process
    server._process.send_signal(signal.SIGSTOP)
    try:
        for _ in range(2):
            with pytest.raises(DeviceError) as told:
                listen(mic, ear)
            assert told.value.kind is DeviceErrorKind.SERVER
    finally:
        server._process.send_signal(signal.SIGCONT)
    wait_until(lambda: not portaudio.hangs(), what="the call that was left behind")
    listen(mic, fresh := Ear())
    fresh.wait_for_sound()
    mic.stop()
    assert ear.blocks == [], "what began when nobody waited any more is not heard"
    wait_until(lambda: not in_use(server), what="that nobody records any more")
