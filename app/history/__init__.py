"""The persistent history: every dictation's text until the user's retention removes it. No Qt in here."""
