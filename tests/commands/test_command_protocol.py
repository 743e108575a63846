"""The words and where they are said."""

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.command_protocol import COMMANDS, MAX_LINE, RequestError, address, parse, request


@given(st.sampled_from(COMMANDS), st.none() | st.floats(0, 1e12))
def test_what_a_client_says_is_what_is_understood(command: str, started: float | None) -> None:
    line = request(command, started)
    assert line.endswith(b"\n") and len(line) <= MAX_LINE
    assert parse(line) == (command, None if started is None else round(started, 2))


@given(st.binary(max_size=200) | st.sampled_from(COMMANDS).flatmap(lambda c: st.binary().map(lambda b: c.encode() + b)))
def test_any_bytes_are_a_command_or_a_sentence(line: bytes) -> None:
    try:
        command, started = parse(line)
    except RequestError as error:
        assert str(error).isprintable() and str(error).endswith(".")
    else:
        assert command in COMMANDS
        assert started is None or started >= 0


@pytest.mark.parametrize(
    "line", [b"", b" \n", b"Press\n", b"press now\n", b"press 1 2\n", b"press -1\n", b"press nan\n"]
)
def test_nearly_commands_are_refused(line: bytes) -> None:
    with pytest.raises(RequestError):
        parse(line)


def test_the_address_is_in_the_runtime_folder(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert address() == f"{tmp_path}/holdfast/command.sock"


@pytest.fixture(autouse=True)
def no_home_of_its_own(monkeypatch) -> None:
    monkeypatch.delenv("HOLDFAST_HOME", raising=False)


def test_a_holdfast_with_a_home_of_its_own_listens_elsewhere(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    usual = address()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOLDFAST_HOME", "one")
    one = address()
    monkeypatch.setenv("HOLDFAST_HOME", f"{tmp_path}/one/")
    assert address() == one
    monkeypatch.setenv("HOLDFAST_HOME", "two")
    assert len({usual, one, address()}) == 3


@pytest.mark.parametrize("runtime", ["/does/not/exist", "relative", "/" + "x" * 200])
def test_a_runtime_folder_that_cannot_hold_a_socket_is_passed_over(monkeypatch, runtime: str) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
    assert address() == f"/tmp/holdfast-{os.getuid()}/command.sock"


def test_a_path_too_long_for_a_socket_is_passed_over(monkeypatch, tmp_path) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    assert address().startswith("/tmp/")


def test_without_a_runtime_folder_the_systems_own_is_taken(monkeypatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(os.path, "isdir", lambda path: path == f"/run/user/{os.getuid()}")
    assert address() == f"/run/user/{os.getuid()}/holdfast/command.sock"


def test_on_windows_it_is_a_pipe_of_the_user(monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("USERNAME", "Ada")
    assert address() == r"\\.\pipe\holdfast-Ada-command"


def test_on_macos_it_is_in_the_users_own_folder(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("TMPDIR", f"{tmp_path}/")
    assert address() == f"{tmp_path}/holdfast/command.sock"
