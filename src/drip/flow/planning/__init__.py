"""Planning: each enrolment has one live next letter; what is owed, paused, moved or ended."""
