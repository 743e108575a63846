"""Checks that every pure module is covered, every line and every branch, by its own test file and no other.

Run by ./test. A module that is pure joins the list below. One pytest run notes which test reached which line
(coverage's contexts); a line that only somebody else's test reaches counts as not covered.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import CoverageException

ROOT = Path(__file__).resolve().parent.parent

PURE_MODULES: list[tuple[str, str | None]] = [
    ("app/as_you_speak.py", "tests/heart/test_as_you_speak.py"),
    ("app/accessibility/attention.py", "tests/accessibility/test_attention.py"),
    ("app/accessibility/objects.py", "tests/accessibility/test_objects.py"),
    ("app/command_protocol.py", "tests/commands/test_command_protocol.py"),
    ("app/dictation.py", "tests/heart/test_session.py"),
    ("app/exit_codes.py", None),
    ("app/expiry.py", "tests/shell/test_expiry.py"),
    ("app/failures.py", "tests/terminal/test_failures.py"),
    ("app/folders.py", "tests/settings/test_folders.py"),
    ("app/gesture.py", "tests/heart/test_gesture.py"),
    ("app/gesture_messages.py", "tests/heart/test_gesture.py"),
    ("app/key_presses.py", "tests/heart/test_key_presses.py"),
    ("app/key_reading.py", "tests/heart/test_gesture_rules.py"),
    ("app/hotkey_settings.py", "tests/shell/test_hotkeys.py"),
    ("app/hotkey_policy.py", "tests/heart/test_hotkey_policy.py"),
    ("app/late.py", "tests/shell/test_late.py"),
    ("app/hotkey/backend.py", "tests/hotkey/test_suitability.py"),
    ("app/hotkey/chord.py", "tests/hotkey/test_suitability.py"),
    ("app/hotkey/suitability.py", "tests/hotkey/test_suitability.py"),
    ("app/history/again.py", "tests/history/test_again.py"),
    ("app/history/browser.py", "tests/history/test_browser.py"),
    ("app/history/items.py", "tests/history/test_items.py"),
    ("app/history/record.py", "tests/history/test_rows.py"),
    ("app/history/retention.py", "tests/history/test_retention.py"),
    ("app/history/rows.py", "tests/history/test_rows.py"),
    ("app/live_lines.py", "tests/terminal/test_live_lines.py"),
    ("app/insertion/aim.py", None),
    ("app/insertion/keystrokes.py", "tests/insertion/test_keystrokes.py"),
    ("app/insertion/function_words.py", None),
    ("app/insertion/joining.py", "tests/insertion/test_joining.py"),
    ("app/hotkey/hook_watch.py", "tests/hotkey/test_hook_watch.py"),
    ("app/hotkey/key_table.py", "tests/hotkey/test_key_tables.py"),
    ("app/hotkey/macos_calls.py", None),
    ("app/hotkey/macos_table.py", "tests/hotkey/test_key_tables.py"),
    ("app/hotkey/roles.py", "tests/hotkey/test_roles.py"),
    ("app/hotkey/windows_calls.py", "tests/hotkey/test_windows_hotkey.py"),
    ("app/hotkey/windows_table.py", "tests/hotkey/test_key_tables.py"),
    ("app/insertion/cocoa.py", None),
    ("app/insertion/macos.py", "tests/insertion/test_insert_on_macos.py"),
    ("app/insertion/messages.py", None),
    ("app/insertion/system.py", None),
    ("app/insertion/win32.py", None),
    ("app/insertion/windows.py", "tests/insertion/test_insert_on_windows.py"),
    ("app/insertion/windows_formats.py", "tests/insertion/test_windows_formats.py"),
    ("app/insertion/windows_keys.py", "tests/insertion/test_windows_keys.py"),
    ("app/insertion/plan.py", "tests/insertion/test_plan.py"),
    ("app/insertion/receipt.py", None),
    ("app/insertion/rules.py", "tests/insertion/test_rules.py"),
    ("app/insertion/sentences.py", None),
    ("app/insertion/snapshot.py", "tests/insertion/test_snapshot.py"),
    ("app/insertion/surroundings.py", "tests/insertion/test_surroundings.py"),
    ("app/insertion/target.py", "tests/insertion/test_target.py"),
    ("app/insertion/transaction.py", "tests/insertion/test_transaction.py"),
    ("app/insertion/wayland_wire.py", "tests/insertion/test_wayland_wire.py"),
    ("app/journal/format.py", "tests/journal/test_journal_format.py"),
    ("app/desktop_entry.py", "tests/shell/test_desktop_entry.py"),
    ("app/hotkey/choose.py", "tests/hotkey/test_choose.py"),
    ("app/hotkey/desktops.py", "tests/hotkey/test_choose.py"),
    ("app/hotkey/evdev_edges.py", "tests/hotkey/test_evdev_edges.py"),
    ("app/hotkey/evdev_keys.py", "tests/hotkey/test_evdev_edges.py"),
    ("app/hotkey/means.py", None),
    ("app/hotkey/portal_triggers.py", "tests/hotkey/test_portal_triggers.py"),
    ("app/machine/events.py", None),
    ("app/machine/sleep_gauge.py", "tests/machine/test_sleep_gauge.py"),
    ("app/messages.py", None),
    ("app/microphone_notes.py", "tests/shell/test_microphone_notes.py"),
    ("app/names.py", "tests/shell/test_names.py"),
    ("app/origins.py", "tests/heart/test_origins.py"),
    ("app/once_more.py", "tests/shell/test_once_more.py"),
    ("app/outcomes.py", "tests/shell/test_outcomes.py"),
    ("app/presentation.py", "tests/shell/test_presentation.py"),
    ("app/quiet.py", "tests/heart/test_quiet.py"),
    ("app/recovery.py", "tests/shell/test_recovery.py"),
    ("app/session.py", "tests/heart/test_session.py"),
    ("app/settings.py", "tests/settings/test_settings.py"),
    ("app/settings_document.py", "tests/settings/test_settings.py"),
    ("app/settings_file.py", "tests/settings/test_settings.py"),
    ("app/transcript.py", "tests/heart/test_transcript.py"),
    ("app/vigil.py", "tests/shell/test_vigil.py"),
    ("app/who.py", "tests/shell/test_who.py"),
    ("audio/chunker.py", "tests/audio/test_chunker.py"),
    ("audio/errors.py", "tests/audio/test_device_errors.py"),
    ("audio/level.py", "tests/audio/test_level.py"),
    ("audio/pcm.py", "tests/audio/test_pcm.py"),
    ("audio/resample.py", "tests/audio/test_resample.py"),
    ("audio/silence.py", "tests/audio/test_silence.py"),
    ("audio/take.py", "tests/audio/test_take.py"),
    ("providers/attempts.py", "tests/providers/test_attempts.py"),
    ("providers/cartesia.py", "tests/providers/test_cartesia_codec.py"),
    ("providers/cutting.py", "tests/providers/test_cutting.py"),
    ("providers/deepgram.py", "tests/providers/test_deepgram_codec.py"),
    ("providers/deepgram_account.py", "tests/providers/test_deepgram_codec.py"),
    ("providers/deepgram_flux.py", "tests/providers/test_deepgram_flux_codec.py"),
    ("providers/joining.py", "tests/providers/test_joining.py"),
    ("providers/attribution.py", "tests/providers/test_attribution_and_tape.py"),
    ("providers/evidence.py", "tests/providers/test_evidence.py"),
    ("providers/ledger.py", "tests/providers/test_ledger.py"),
    ("providers/pacing.py", "tests/providers/test_pacing.py"),
    ("providers/recording.py", "tests/providers/test_recording.py"),
    ("providers/tape.py", "tests/providers/test_attribution_and_tape.py"),
    ("providers/refusals.py", "tests/providers/test_refusals.py"),
    ("providers/smallest.py", "tests/providers/test_smallest_codec.py"),
    ("providers/socket_codec.py", "tests/providers/test_socket_codec.py"),
    ("providers/soniox.py", "tests/providers/test_soniox_codec.py"),
    ("providers/soniox_words.py", "tests/providers/test_soniox_words.py"),
    ("providers/vocabulary.py", "tests/providers/test_vocabulary.py"),
    ("providers/wire.py", "tests/providers/test_wire.py"),
]
"""Each module, and its test file; None for mere declarations, which importing covers."""


def main() -> int:
    """Run the tests and print what is not covered; 1 if anything is not, or a test fails."""
    absent = [path for pair in PURE_MODULES for path in pair if path and not (ROOT / path).is_file()]
    if absent:
        print(f"packaging/check_coverage.py lists what is not there: {', '.join(absent)}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "coverage"
        if run_tests(data):
            print("The tests of the pure modules fail: see above.")
            return 1
        gaps = [gap for module, test in PURE_MODULES if (gap := not_covered(data, module, test))]
    print(*gaps or [f"{len(PURE_MODULES)} pure modules are fully covered by their own tests."], sep="\n")
    return 1 if gaps else 0


def run_tests(data: Path) -> int:
    """Run the test files of the list, with coverage to `data`; pytest's exit code."""
    tests = sorted({test for _, test in PURE_MODULES if test})
    command = [sys.executable, "-m", "pytest", "-q", "--cov", "--cov-context=test", "--cov-report=", *tests]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "COVERAGE_FILE": str(data)}).returncode


def not_covered(data: Path, module: str, test: str | None) -> str | None:
    """What of `module` the tests in `test` do not reach, in a line; None if nothing."""
    coverage = Coverage(data_file=data, config_file=str(ROOT / "pyproject.toml"))
    coverage.load()
    report = data.with_name("report.json")
    contexts = ["^$"]  # what runs at import belongs to no test
    if test:
        contexts.append(f"^{re.escape(test)}::")
    try:
        coverage.json_report([str(ROOT / module)], outfile=str(report), contexts=contexts)
    except CoverageException as error:
        return f"{module}: {error}"
    (found,) = json.loads(report.read_text())["files"].values()
    lines = [str(line) for line in found["missing_lines"]]
    branches = [f"{line}->{to if to > 0 else 'end'}" for line, to in found["missing_branches"]]
    if not lines and not branches:
        return None
    return f"{module}: not reached by {test or 'importing it'}: {', '.join(lines + branches)}"


if __name__ == "__main__":
    sys.exit(main())
