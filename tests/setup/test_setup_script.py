"""The set-up behind ./run and ./test: when it works and when it leaves things alone, which Python it takes, and what it
asks of the system. Run in real shells, on a checkout of three files; only pip and apt-get are replaced."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
REAL_PYTHON = str(Path(sys.executable).resolve())


class Checkout:
    """A folder with a space in its name, and programs of its own in front of the machine's."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a check out"
        self.programs = folder / "programs"
        (self.root / "packaging").mkdir(parents=True)
        self.programs.mkdir()
        shutil.copy(ROOT / "packaging" / "setup.sh", self.root / "packaging")
        self.write("packaging/requirements.lock", "one==1")
        self.write("packaging/system-packages", "# nothing\n")
        self.write("pyproject.toml", "")

    def write(self, name: str, content: str) -> Path:
        (self.root / name).write_text(content)
        return self.root / name

    def program(self, name: str, script: str) -> None:
        (self.programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.programs / name).chmod(0o755)

    def sh(self, script: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """What `script` does in a shell that has sourced setup.sh."""
        whole = f'set -eu\nroot="{self.root}"\n. "$root/packaging/setup.sh"\n{script}'
        given = {"PATH": f"{self.programs}:/usr/bin:/bin", **environment}
        return subprocess.run(["sh", "-c", whole], env=given, capture_output=True, text=True, timeout=60)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


# ------------------------------------------------------------------------------------------------ when

SET_UP = """
install_python_libraries() {
    rm -rf "$venv" && mkdir -p "$venv/bin" && ln -s "$PYTHON" "$venv/bin/python" && echo Python
}
install_system_packages() { echo "system: $*"; }
set_up requirements.lock sound window
"""


def set_up(checkout: Checkout, **environment: str) -> list[str]:
    done = checkout.sh(SET_UP, **{"PYTHON": REAL_PYTHON, **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_second_start_does_nothing(checkout: Checkout) -> None:
    assert set_up(checkout) == ["Python", "system: sound window"]
    assert set_up(checkout) == []


@pytest.mark.parametrize("changed", ["packaging/requirements.lock", "pyproject.toml"])
def test_other_libraries_are_noticed(checkout: Checkout, changed: str) -> None:
    set_up(checkout)
    checkout.write(changed, "two==2")
    assert "Python" in set_up(checkout)
    assert set_up(checkout) == []


def test_other_system_packages_are_noticed(checkout: Checkout) -> None:
    set_up(checkout)
    checkout.write("packaging/system-packages", "sound program:sh sh sh sh a shell\n")
    assert set_up(checkout) == ["system: sound window"]


def test_a_moved_checkout_is_noticed(checkout: Checkout) -> None:
    set_up(checkout)
    checkout.root = checkout.root.rename(checkout.root.with_name("elsewhere"))
    assert "Python" in set_up(checkout)


def test_an_interrupted_start_is_noticed(checkout: Checkout) -> None:
    set_up(checkout)
    checkout.write(".venv/unfinished", "")
    assert "Python" in set_up(checkout)


def test_a_python_that_went_away_is_noticed(checkout: Checkout, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.symlink_to(REAL_PYTHON)
    set_up(checkout, PYTHON=str(python))
    assert set_up(checkout, PYTHON=str(python)) == []
    python.unlink()
    assert "Python" in set_up(checkout)


def test_another_choice_of_python_is_noticed(checkout: Checkout) -> None:
    set_up(checkout)
    assert "Python" in set_up(checkout, HOLDFAST_PYTHON="python3.12")


def test_the_system_is_looked_at_again_while_something_is_missing(checkout: Checkout) -> None:
    incomplete = SET_UP.replace('echo "system: $*"', 'echo "system: $*"; return 1')
    for expected in (["Python", "system: sound window"], ["system: sound window"]):
        done = checkout.sh(incomplete, PYTHON=REAL_PYTHON)
        assert done.returncode == 0, "Holdfast starts all the same"
        assert done.stdout.splitlines() == expected


def test_two_starts_do_not_set_up_at_once(checkout: Checkout) -> None:
    (checkout.root / ".venv").mkdir()
    checkout.write(".venv/unfinished", f"{os.getpid()}\n")
    done = checkout.sh("set_up requirements.lock sound")
    assert done.returncode == 1
    assert f"process {os.getpid()}" in done.stderr


def test_the_zombie_of_a_killed_start_is_no_other_start(checkout: Checkout) -> None:
    with subprocess.Popen(["true"]) as zombie:
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays a zombie within this block
        done = checkout.sh(f"if runs {zombie.pid}; then echo runs; fi; runs $$ && echo 'this one does'")
    assert done.stdout == "this one does\n"


# ------------------------------------------------------------------------------------------------ which Python


def test_pythons_that_do_not_start_are_passed_over(checkout: Checkout) -> None:
    checkout.program("shim", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    checkout.program("good", f'exec "{REAL_PYTHON}" "$@"')
    done = checkout.sh("choose_python", HOLDFAST_PYTHON="absent shim good")
    assert done.stdout.strip() == REAL_PYTHON
    assert done.stderr == ""


def test_a_python_without_ensurepip_gets_its_package(checkout: Checkout) -> None:
    bare = f"""case $* in *ensurepip*) [ -e "{checkout.programs}/installed" ] || exit 1 ;; esac
exec "{REAL_PYTHON}" "$@" """
    checkout.program("bare", bare)
    checkout.program("apt-get", f'echo "$*" >>"{checkout.programs}/installed"')
    checkout.program("sudo", 'shift; exec "$@"')  # -n
    done = checkout.sh("choose_python", HOLDFAST_PYTHON="bare")
    assert done.stdout.strip() == REAL_PYTHON
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert f"needs from the system, and installs with apt-get: {package}" in done.stderr
    assert package in (checkout.programs / "installed").read_text()


def test_without_any_python_each_is_named_with_its_trouble(checkout: Checkout) -> None:
    checkout.program("shim", "echo 'pyenv: no such version' >&2; exit 127")
    done = checkout.sh("set_up requirements.lock sound", HOLDFAST_PYTHON="absent shim")
    assert done.returncode == 1
    assert "no usable Python 3.11 or newer among: absent shim" in done.stderr
    assert "shim: pyenv: no such version" in done.stderr
    assert "apt install python3" in done.stderr
    assert not (checkout.root / ".venv").exists()


# ------------------------------------------------------------------------------------------------ the system

PACKAGES = """\
# when  looked for            Debian     Fedora    Arch      why
sound   program:sh            shell      shell     shell     it is there
sound   program:not-there-1   first      f-first   a-first   to be heard
window  program:not-there-2   second     f-second  a-second  to be seen
window  lib:libnot-there.so.1 third      f-third   a-third   Qt
test    program:not-there-4   fourth     f-fourth  a-fourth  to be tested
"""


@pytest.fixture
def lacking(checkout: Checkout) -> Checkout:
    checkout.write("packaging/system-packages", PACKAGES)
    checkout.program("sudo", 'shift; exec "$@"')  # -n
    return checkout


def test_only_what_is_missing_and_needed_is_installed_and_why_is_said_first(lacking: Checkout) -> None:
    calls = lacking.root / "calls"
    lacking.program("apt-get", f'echo "$DEBIAN_FRONTEND $*" >>"{calls}"; touch "{lacking.programs}/not-there-1"')
    done = lacking.sh("install_system_packages sound window")
    assert "  first: to be heard\n  second: to be seen\n  third: Qt\n" in done.stderr
    assert done.stdout == ""
    (call,) = calls.read_text().splitlines()
    assert call.startswith("noninteractive ")
    assert call.endswith(" first second third")
    assert " -y " in call


def test_what_apt_did_not_bring_is_said(lacking: Checkout) -> None:
    lacking.program("apt-get", "exit 0")
    done = lacking.sh("install_system_packages sound")
    assert done.returncode == 1
    assert done.stderr.endswith("still missing:\n  first: to be heard\n")


def test_old_lists_are_renewed_once(lacking: Checkout) -> None:
    calls = lacking.root / "calls"
    lacking.program(
        "apt-get",
        f'echo "$*" >>"{calls}"; case $* in *update*) touch "{calls}.new" ;; esac\n'
        f'[ -e "{calls}.new" ] && echo "#!/bin/sh" >"{lacking.programs}/not-there-1" && '
        f'chmod +x "{lacking.programs}/not-there-1"',
    )
    done = lacking.sh("install_system_packages sound")
    assert done.returncode == 0, done.stderr
    assert ["update" in call for call in calls.read_text().splitlines()] == [False, True, False]


def test_a_failing_apt_is_shown_with_the_line_to_type(lacking: Checkout) -> None:
    lacking.program("apt-get", "echo 'E: no space' >&2; exit 100")
    done = lacking.sh("install_system_packages sound")
    assert done.returncode == 1
    assert "E: no space" in done.stderr
    assert "sudo apt-get install first" in done.stderr


def test_everything_there_is_silence(lacking: Checkout) -> None:
    lacking.write("packaging/system-packages", "sound program:sh shell shell shell it is there\n")
    done = lacking.sh("install_system_packages sound")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_list_itself_can_be_read() -> None:
    """Six columns in each line, and a way of looking that the script knows."""
    for line in (ROOT / "packaging" / "system-packages").read_text().splitlines():
        if not line.startswith("#"):
            when, probe, debian, fedora, arch, why = line.split(maxsplit=5)
            assert when in ("sound", "window", "test")
            assert probe.startswith(("lib:", "program:", "file:", "font:"))
            assert all((debian, fedora, arch, why))
