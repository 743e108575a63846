"""`holdfast doctor` and `holdfast devices`: what works here, what does not, and what to do about it.

Every check runs in a process of its own (`isolate`): it looks at drivers and daemons that crash or hang, and one that
does must cost its own line and no other.
"""

from .report import list_devices, run

__all__ = ["list_devices", "run"]
