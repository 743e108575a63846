"""`holdfast key` as processes: with a real GNOME Keyring, with none, with one that hangs, with an unsafe one."""

import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.examine import bare
from rig.key_stores import ROOT, bus, gnome_keyring, holdfast, traces
from rig.simulators.bad_day import BadDay
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES

WRONG = "wrong-key-7c0e55"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """With GNOME Keyring, and no key in it but those of the test."""
    with gnome_keyring(tmp_path_factory.mktemp("session")) as environment:
        yield environment


@pytest.fixture
def soniox() -> Iterator[Simulator]:
    with Simulator(SERVICES["soniox"]) as simulator:
        yield simulator


# ------------------------------------------------------------------------------------------- a real key store


def test_a_key_goes_into_gnome_keyring_is_used_and_comes_out_again(session, soniox):
    done = holdfast(session, "key", "set", "soniox", given=f"{KEY}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The API key for Soniox is in the key store.")
    done = holdfast(session, "key", "test", "soniox", "--endpoint", soniox.endpoint)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Soniox takes the key.\n", "")
    done = holdfast(session, "key", "delete", "soniox")
    assert (done.returncode, done.stdout) == (0, "The API key for Soniox was removed from the key store.\n")
    done = holdfast(session, "key", "test", "soniox", "--endpoint", soniox.endpoint)
    assert done.returncode == 3 and "SONIOX_API_KEY" in done.stderr
    done = holdfast(session, "key", "delete", "soniox")
    assert (done.returncode, done.stdout) == (0, "There was no API key for Soniox in the key store.\n")
    assert soniox.violations == []


def test_the_key_store_comes_before_the_environment(session, soniox):
    both = session | {"SONIOX_API_KEY": WRONG}
    assert holdfast(both, "key", "test", "soniox", "--endpoint", soniox.endpoint).returncode == 3
    holdfast(both, "key", "set", "soniox", given=KEY)
    assert holdfast(both, "key", "test", "soniox", "--endpoint", soniox.endpoint).returncode == 0
    done = holdfast(both, "key", "delete", "soniox")
    assert "The environment still has one, in SONIOX_API_KEY." in done.stdout


def test_both_of_deepgram_have_one_key(session):
    holdfast(session, "key", "set", "deepgram", given=KEY)
    with Simulator(SERVICES["deepgram-flux"]) as flux:
        done = holdfast(session, "key", "test", "deepgram-flux", "--endpoint", flux.endpoint)
    assert (done.returncode, done.stdout) == (0, "Deepgram Flux takes the key.\n")
    assert "was removed" in holdfast(session, "key", "delete", "deepgram-flux").stdout


def test_a_typed_key_is_not_echoed(session):
    """Through a terminal of its own, since that is where a prompt reads from."""
    command = [sys.executable, "-P", "-m", "app", "key", "set", "cartesia"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, env=session, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as process:
        os.close(theirs)
        shown = b""
        while b"API key for Cartesia" not in shown:
            shown += os.read(ours, 1000)
        os.write(ours, f"{KEY}\n".encode())
        assert process.wait(60) == 0
        shown += os.read(ours, 10_000)
    os.close(ours)
    assert b"is in the key store" in shown
    assert KEY.encode() not in shown
    assert "was removed" in holdfast(session, "key", "delete", "cartesia").stdout


# ------------------------------------------------------------------------------------------- trials


@pytest.mark.parametrize("name", SERVICES)
def test_a_good_key_is_told_from_a_wrong_one_at_every_service(tmp_path, name):
    with Simulator(SERVICES[name]) as simulator:
        variable = simulator_variable(name)
        words = ("key", "test", name, "--endpoint", simulator.endpoint)
        good = holdfast(bare(tmp_path) | {variable: KEY}, *words)
        wrong = holdfast(bare(tmp_path) | {variable: WRONG}, *words)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.endswith("takes the key.\n")
    assert (wrong.returncode, wrong.stdout) == (3, "")
    assert "valid API key" in wrong.stderr and wrong.stderr.count("\n") == 1
    assert WRONG not in wrong.stderr
    assert traces(WRONG, tmp_path) == traces(KEY, tmp_path) == []


def simulator_variable(name: str) -> str:
    from providers.catalogue import provider

    variable = provider(name).key_variable
    assert variable
    return variable


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (BadDay(refuse=402), "no credit left"),
        (BadDay(refuse=429), "It is not known whether the key is good."),
        (BadDay(refuse=503), "It is not known whether the key is good."),
    ],
)
def test_what_says_nothing_about_the_key_is_not_held_against_it(tmp_path, soniox, day, sentence):
    soniox.day = day
    environment = bare(tmp_path) | {"SONIOX_API_KEY": KEY}
    done = holdfast(environment, "key", "test", "soniox", "--endpoint", soniox.endpoint)
    assert done.returncode == 4 and sentence in done.stderr


def test_a_service_that_is_not_there_says_nothing_about_the_key(tmp_path):
    done = holdfast(bare(tmp_path) | {"SONIOX_API_KEY": KEY}, "key", "test", "soniox", "--endpoint", "ws://127.0.0.1:9")
    assert done.returncode == 4
    assert "It is not known whether the key is good." in done.stderr


def test_an_endpoint_that_will_not_do_is_named(tmp_path):
    done = holdfast(bare(tmp_path), "key", "test", "soniox", "--endpoint", "http://example.com")
    assert done.returncode == 2 and "http://example.com" in done.stderr


# ------------------------------------------------------------------------------------------- bad key stores


def test_without_a_key_store_nothing_is_written_anywhere(tmp_path):
    done = holdfast(bare(tmp_path), "key", "set", "soniox", given=KEY)
    assert done.returncode == 3
    assert done.stderr.startswith("The API key was not kept. The system has no key store")
    assert "Set the provider's key in the environment." in done.stderr
    assert traces(KEY, tmp_path) == []


def test_a_plaintext_store_is_refused_and_stays_empty(tmp_path):
    environment = bare(tmp_path) | {"PYTHON_KEYRING_BACKEND": "rig.keyrings.PlaintextKeyring"}
    done = holdfast(environment, "key", "set", "soniox", given=KEY)
    assert done.returncode == 3 and "keeps nothing secret" in done.stderr
    assert traces(KEY, tmp_path) == []


def test_a_key_store_that_is_woken_and_never_answers_costs_five_seconds(tmp_path, soniox):
    """D-Bus itself waits for 25 seconds, with the usual session configuration for 120."""
    with bus(tmp_path / "session", sleeper=True) as environment:
        more = {"SONIOX_API_KEY": KEY}
        done = holdfast(environment | more, "key", "test", "soniox", "--endpoint", soniox.endpoint, timeout=30)
        assert (done.returncode, done.stdout) == (0, "Soniox takes the key.\n"), "the environment helps"
        done = holdfast(environment, "key", "test", "soniox", "--endpoint", soniox.endpoint, timeout=30)
        assert done.returncode == 3 and "did not answer within 5 seconds" in done.stderr


# ------------------------------------------------------------------------------------------- beside a running app


def test_a_running_app_that_does_not_answer_is_named_since_it_may_still_have_the_key(tmp_path):
    environment = bare(tmp_path) | {"PYTHON_KEYRING_BACKEND": "rig.keyrings.Good"}
    folder = tmp_path / "run" / "holdfast"
    folder.mkdir(mode=0o700)
    where = {"HOLDFAST_HOME": str(tmp_path / "home")}
    address = subprocess.run(
        [sys.executable, "-P", "-c", "from app.command_protocol import address; print(address())"],
        env=environment | where,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    alone = holdfast(environment | where, "key", "delete", "soniox")
    assert alone.stdout.count("\n") == 1 and "is running" not in alone.stdout
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(address)
        deaf.listen()
        done = holdfast(environment | where, "key", "delete", "soniox")
    assert done.returncode == 0
    assert "may go on with the key it knows: end it, and start it again." in done.stdout
    assert "did not answer within 2 seconds" in done.stdout


# ------------------------------------------------------------------------------------------- bad commands


@pytest.mark.parametrize("given", ["", "\n", "two words", "first\nsecond\n", "k" * 5000, "ключ", "\ufeff"])
def test_what_is_no_key_is_not_kept(session, given):
    done = holdfast(session, "key", "set", "soniox", given=given)
    assert done.returncode == 3
    assert done.stderr.startswith("That is no API key. ")
    assert given.strip() == "" or given.strip() not in done.stderr
    assert "There was no API key" in holdfast(session, "key", "delete", "soniox").stdout


@pytest.mark.parametrize("verb", ["set", "test", "delete"])
@pytest.mark.parametrize(
    ("name", "said"), [("local", "needs no API key"), ("whisper", "There is no provider called 'whisper'.")]
)
def test_a_provider_without_a_key_is_named(tmp_path, verb, name, said):
    done = holdfast(bare(tmp_path), "key", verb, name, given=KEY)
    assert (done.returncode, done.stdout) == (2, "") and said in done.stderr


def test_a_key_cannot_be_an_argument(tmp_path):
    done = holdfast(bare(tmp_path), "key", "set", "soniox", "a-key")
    assert done.returncode == 2 and "unrecognized arguments" in done.stderr


def test_a_recording_is_transcribed_with_the_key_that_is_kept(session, soniox, tmp_path):
    wav = Path(ROOT / "resources" / "speech" / "austen-0880.wav")
    words = ("transcribe", str(wav), "--provider", "soniox", "--endpoint", soniox.endpoint)
    without = holdfast(session, *words)
    assert without.returncode == 3 and "SONIOX_API_KEY" in without.stderr
    holdfast(session, "key", "set", "soniox", given=WRONG)
    assert holdfast(session, *words).returncode == 3
    holdfast(session, "key", "set", "soniox", given=KEY)
    done = holdfast(session, *words)
    assert done.returncode == 0, done.stderr
    holdfast(session, "key", "delete", "soniox")
    assert traces(KEY, tmp_path) == traces(WRONG, tmp_path) == []


def test_a_damaged_settings_file_sends_speech_and_key_nowhere_unasked(tmp_path, soniox):
    environment = bare(tmp_path) | {"SONIOX_API_KEY": KEY}
    file = tmp_path / "config" / "settings.toml"
    file.parent.mkdir()
    file.write_text(f'[providers.soniox]\nendpoint = "{soniox.endpoint}')
    done = holdfast(environment, "key", "test", "soniox")
    assert done.returncode == 2 and "not valid TOML" in done.stderr
    file.write_text(f'[providers.soniox]\nendpoint = "{soniox.endpoint}"')
    done = holdfast(environment, "key", "test", "soniox")
    assert (done.returncode, done.stdout) == (0, "Soniox takes the key.\n"), "the user's own server is asked"
