"""All checks, in the order of the report. Imports a check's module only when it is looked at: some are heavy."""

from importlib import import_module

from app import exit_codes

from .finding import Check, Finding

QT_LIBRARIES = "Install the libraries that Qt needs (on Debian and Ubuntu: libxcb-cursor0 libegl1), or start ./run."
REPORT = "Please report this as a fault in Holdfast, with the line above."


def _check(
    name: str,
    where: str,
    exit_code: int = exit_codes.OK,
    seconds: float = 15.0,
    if_it_crashes: str = REPORT,
) -> Check:
    module, _, function = where.partition(".")

    def look() -> Finding:
        finding = getattr(import_module(f"app.doctor.{module}"), function)()
        assert isinstance(finding, Finding) and finding.name == name
        return finding

    return Check(name, look, exit_code, seconds, if_it_crashes)


CHECKS = (
    _check("python", "system.python", exit_codes.USAGE),
    _check("folders", "system.folders_writable", exit_codes.USAGE),
    _check("settings", "system.settings"),
    _check("sound", "sound.sound", exit_codes.DEVICE),
    _check("microphone", "microphone.microphone", exit_codes.DEVICE),
    _check("display", "desktop.display", exit_codes.USAGE, if_it_crashes=QT_LIBRARIES),
    _check("tray", "desktop.tray", if_it_crashes=QT_LIBRARIES),
    _check("entry", "hotkey.entry"),
    _check("hotkey", "hotkey.hotkey", seconds=70.0),
    _check("insertion", "desktop.insertion", if_it_crashes=QT_LIBRARIES),
    _check("programs", "programs.programs", seconds=20.0),
    _check("keys", "system.key_store"),
    _check("providers", "providers.providers", exit_codes.PROVIDER),
    _check("failover", "failover.failover"),
    _check("recogniser", "recogniser.recogniser", exit_codes.PROVIDER, seconds=30.0),
    _check("app", "system.running"),
)


def named(name: str) -> Check:
    """The check of that name. Raises KeyError."""
    return {check.name: check for check in CHECKS}[name]
