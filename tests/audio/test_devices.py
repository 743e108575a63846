"""Which microphones there are, by the names that a person knows, on a real sound server."""

import os
from pathlib import Path

import pytest

from audio import devices, portaudio
from audio.devices import PULSE, Device
from audio.errors import DeviceError, DeviceErrorKind
from rig.pulse import SoundServer

pytestmark = pytest.mark.pulse


def test_a_microphone_is_listed_by_its_description(server: SoundServer) -> None:
    assert devices.inputs() == [Device("Virtual Microphone", PULSE, 1, 16_000, True, "vmic")]


def test_the_default_comes_first_and_loudspeakers_are_left_out(server: SoundServer) -> None:
    server.pactl("load-module", "module-null-sink", "sink_name=loudspeaker")
    server.microphone("yeti", "Blue Yeti")
    assert [(each.name, each.is_default) for each in devices.inputs()] == [
        ("Virtual Microphone", True),
        ("Blue Yeti", False),
    ]
    server.pactl("set-default-source", "yeti")
    assert [(each.name, each.is_default) for each in devices.inputs()] == [
        ("Blue Yeti", True),
        ("Virtual Microphone", False),
    ]
    assert devices.find(None).name == "Blue Yeti"


def test_two_of_the_same_make_can_be_told_apart(server: SoundServer) -> None:
    server.microphone("first", "USB Microphone")
    server.microphone("second", "USB Microphone")
    names = [each.name for each in devices.inputs()]
    assert names == ["Virtual Microphone", "USB Microphone (first)", "USB Microphone (second)"]
    assert devices.find("USB Microphone (second)").source == "second"


def test_a_microphone_is_found_by_its_name_or_the_servers(server: SoundServer) -> None:
    yeti = server.microphone("yeti", "Blue Yeti")
    assert devices.find("Blue Yeti") == devices.find("yeti") == devices.choose("Blue Yeti")
    yeti.unplug()
    with pytest.raises(DeviceError) as told:
        devices.find("Blue Yeti")
    assert told.value.kind is DeviceErrorKind.UNKNOWN
    assert str(told.value) == (
        "There is no microphone “Blue Yeti” now. Plug it in, or choose another in the settings: “Virtual Microphone”."
    )


def test_a_microphone_that_was_plugged_in_later_is_listed_without_further_ado(server: SoundServer) -> None:
    assert len(devices.inputs()) == 1
    server.microphone("yeti", "Blue Yeti")
    assert len(devices.inputs()) == 2


def test_no_microphone(server: SoundServer) -> None:
    server.pactl("load-module", "module-null-sink", "sink_name=loudspeaker")
    server.default.unplug()
    assert devices.inputs() == []
    with pytest.raises(DeviceError, match=r"There is no microphone now\. Plug one in") as told:
        devices.find(None)
    assert told.value.kind is DeviceErrorKind.NONE


def test_no_sound_server(server: SoundServer) -> None:
    server.kill()
    portaudio.refresh()
    assert devices.inputs() == []
    for look in (devices.find, devices.choose):
        with pytest.raises(DeviceError, match=r"sound server .* does not answer") as told:
            look(None)
        assert told.value.kind is DeviceErrorKind.SERVER


def test_without_pactl_portaudios_own_list_is_shown(
    server: SoundServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.microphone("yeti", "Blue Yeti")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert {(each.name, each.host_api, each.source) for each in devices.inputs()} == {
        ("pulse", "ALSA", None),
        ("default", "ALSA", None),
    }
    index = devices.portaudio_index(devices.find("default"))
    assert index != devices.portaudio_index(devices.find("pulse"))


def test_a_device_that_portaudio_does_not_know_is_gone(server: SoundServer) -> None:
    with pytest.raises(DeviceError, match="“Old Card” is not there any more") as told:
        devices.portaudio_index(Device("Old Card", "ALSA", 1, 48_000, False))
    assert told.value.kind is DeviceErrorKind.VANISHED


def test_trouble_is_what_the_server_knows(server: SoundServer) -> None:
    yeti = server.microphone("yeti", "Blue Yeti")
    chosen, default = devices.find("Blue Yeti"), devices.choose(None)
    assert devices.trouble(chosen) is None and devices.trouble(default) is None
    assert devices.trouble(Device("Card", "ALSA", 1, 48_000, False)) is None
    yeti.unplug()
    gone = devices.trouble(chosen)
    assert gone and gone.kind is DeviceErrorKind.VANISHED and "“Blue Yeti” is gone" in str(gone)
    assert devices.trouble(default) is None, "the default one may be any"
    server.pactl("load-module", "module-null-sink", "sink_name=loudspeaker")
    server.default.unplug()
    for each in (chosen, default):
        none = devices.trouble(each)
        assert none and none.kind is DeviceErrorKind.NONE, "a loudspeaker's monitor is no microphone"
    server.kill()
    dead = devices.trouble(default)
    assert dead and dead.kind is DeviceErrorKind.SERVER


@pytest.mark.parametrize("before", [None, "chosen-by-the-user"])
def test_the_environment_is_given_back(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if before:
        monkeypatch.setenv("PULSE_SOURCE", before)
    else:
        monkeypatch.delenv("PULSE_SOURCE", raising=False)
    with devices.directed_to(Device("Blue Yeti", PULSE, 1, 48_000, False, "yeti")):
        assert os.environ["PULSE_SOURCE"] == "yeti"
    assert os.environ.get("PULSE_SOURCE") == before
    with devices.directed_to(Device(PULSE, PULSE, 1, 0, True)):
        assert os.environ.get("PULSE_SOURCE") == before
