"""What `holdfast doctor` and `holdfast devices` print. Imports the checks' names, not the checks.

doctor ends with 0 if everything that dictating needs is in order, else with the code of the first thing that is not:
5 sound or microphone, 4 recogniser, 2 anything else. What Holdfast can do without (tray, hotkey, key store) does not
count.
"""

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from app import exit_codes
from app.failures import one_line

from .catalogue import CHECKS
from .finding import Check, Finding
from .isolate import look

AT_ONCE = 3
_MARKS = {True: "ok", False: "TROUBLE", None: "-"}


def run(as_json: bool = False, checks: Sequence[Check] = CHECKS) -> int:
    """Run the checks, print a line for each, and give the exit code."""
    findings = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for finding in pool.map(look, checks):
            findings.append(finding)
            if not as_json:
                print(line(finding), flush=True)  # noqa: T201
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))  # noqa: T201
    bad = (check.exit_code for check, finding in zip(checks, findings, strict=True) if finding.ok is False)
    return next((code for code in bad if code != exit_codes.OK), exit_codes.OK)


def line(finding: Finding) -> str:
    """One finding on one line: `TROUBLE  microphone  What was found. What to do.`"""
    said = one_line(f"{finding.text} {finding.remedy}", 1000)
    return f"{_MARKS[finding.ok]:8} {finding.name:11} {said}"


def list_devices() -> int:
    """Print the microphones, the default one marked; the exit code."""
    from .sound import PORTAUDIO_REMEDY, device_line, portaudio_missing

    if missing := portaudio_missing():
        print(f"{missing} {PORTAUDIO_REMEDY}", file=sys.stderr)  # noqa: T201
        return exit_codes.DEVICE
    from audio.devices import inputs
    from audio.errors import DeviceError

    try:
        found = inputs()
    except DeviceError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return exit_codes.DEVICE
    if not found:
        print("There is no microphone. Plug one in, and try again.", file=sys.stderr)  # noqa: T201
        return exit_codes.DEVICE
    for device in found:
        print(device_line(device))  # noqa: T201
    return exit_codes.OK
