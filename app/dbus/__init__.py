"""D-Bus: a listener with a thread of its own, and the conversation with the desktop's portal. No Qt."""
