"""Holdfast itself: the pure heart (session, gesture, transcript, messages) and the shell around it."""

__version__ = "0.1.0"
