"""Holdfast itself: the pure heart (session, gesture, transcript, messages) and the shell around it."""
