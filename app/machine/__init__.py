"""The computer around the program: sleep, wake and the lock of the session."""
