"""The check of what programs tell about the text around the cursor. Imports the settings, `accessibility`."""

import sys

from app.accessibility.objects import Asking, Switch

from .finding import Finding
from .system import chosen


def programs() -> Finding:
    """Whether programs can be asked what stands before the cursor. Switches nothing on."""
    asking = chosen()[0].ask_programs
    if sys.platform != "linux":
        return Finding("programs", None, "On this system no program is asked for the text around the cursor.")
    from app.accessibility.switch import stands

    return finding(asking, stands())


def finding(asking: Asking, switch: Switch | None) -> Finding:
    """`switch`: how the desktop's accessibility stands; None: there is nobody to ask that."""
    own = "Where a text begins is known from what Holdfast itself inserted last."
    if asking is Asking.OFF:
        return Finding("programs", None, f"No program is asked for the text around the cursor, as you chose. {own}")
    if switch is None:
        return Finding("programs", None, f"There is no session bus, so no program can be asked for its text. {own}")
    if switch.address is None:
        text = f"This desktop's accessibility is off, so no program tells the text around the cursor. {own}"
        return Finding("programs", None, text, _REMEDY)
    if not switch.enabled:
        text = "Programs that always tell the text around the cursor (GTK) are asked; others need accessibility on."
        return Finding("programs", True, text, _REMEDY)
    return Finding("programs", True, "Programs are asked for the text around the cursor: accessibility is on.")


_REMEDY = "To switch it on for all programs, choose that in the settings (Text), and start them again."
