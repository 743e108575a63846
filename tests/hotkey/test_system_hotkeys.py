"""That Windows and macOS get their own hotkey, or are told why not."""

import sys
from types import ModuleType

import pytest

from app.hotkey.backend import HotkeyUnavailable
from app.hotkey.choose import choose_backend
from app.hotkey.macos import MacHotkey
from app.hotkey.windows import WindowsHotkey
from rig.systems.keyboards import FakeKeyboard, FakeMacKeyboard

WINDOWS = ("win32", "app.hotkey.windows_api", "KeyboardApi", FakeKeyboard, WindowsHotkey)
MACOS = ("darwin", "app.hotkey.macos_api", "TapApi", FakeMacKeyboard, MacHotkey)


@pytest.mark.parametrize(("platform", "module", "name", "calls", "backend"), [WINDOWS, MACOS])
def test_each_system_has_its_own(monkeypatch, platform, module, name, calls, backend):
    stand_in = ModuleType(module)
    setattr(stand_in, name, calls)
    monkeypatch.setitem(sys.modules, module, stand_in)
    assert isinstance(choose_backend(environment={}, platform=platform), backend)


@pytest.mark.parametrize(("platform", "module"), [each[:2] for each in (WINDOWS, MACOS)])
def test_an_installation_that_lacks_something_says_so(monkeypatch, platform, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(HotkeyUnavailable, match=r"not installed.*Install Holdfast again"):
        choose_backend(environment={}, platform=platform)
