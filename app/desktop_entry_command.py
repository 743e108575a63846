"""`holdfast desktop-entry`: the `.desktop` file from the command line. Imports the entry."""

import sys

from . import desktop_entry, exit_codes


def run(verb: str) -> int:
    """Carry out `install`, `remove` or `show`; the exit code."""
    if sys.platform != "linux":
        print("Only Linux desktops have such entries.", file=sys.stderr)  # noqa: T201
        return exit_codes.USAGE
    try:
        match verb:
            case "install":
                said = f"Holdfast is known to the desktop by {desktop_entry.install()}."
            case "remove":
                path = desktop_entry.remove()
                said = f"{path} is deleted." if path else "There is none that Holdfast has written."
            case _:
                path = desktop_entry.installed()
                said = str(path) if path else f"{desktop_entry.FILE} is not installed."
    except OSError as error:
        why = f"{error.filename}: {error.strerror}"
        print(f"That did not work ({why}). Make the folder writable, and try again.", file=sys.stderr)  # noqa: T201
        return exit_codes.USAGE
    print(said)  # noqa: T201
    return exit_codes.OK
