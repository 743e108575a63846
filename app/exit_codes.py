"""What `holdfast` says to a script when it ends. Imports nothing, so that the quickest command stays quick.

Scripts and compositor key bindings rely on these numbers: they are part of the interface and do not change.
"""

OK = 0
"""Done."""
REFUSED = 1
"""The running Holdfast understood the command and could not do it; its sentence is on stderr."""
USAGE = 2
"""The command line makes no sense, or a file cannot be read."""
NOT_RUNNING = USAGE
"""The command is for the running Holdfast, and there is none, or it does not answer."""
CREDENTIALS = 3
"""A provider's API key is missing, wrong, or not allowed to do this."""
PROVIDER = 4
"""The recogniser or the network failed, or gave no answer in time. Text known until then is on stdout."""
DEVICE = 5
"""The microphone cannot be used."""
CANCELLED = 130
"""The user cancelled: what a shell says of a program that was ended by Ctrl+C (128 + SIGINT)."""
