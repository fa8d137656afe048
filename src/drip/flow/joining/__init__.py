"""Joining: sign-up, its proof by a letter, and enrolment by staff or in numbers."""
