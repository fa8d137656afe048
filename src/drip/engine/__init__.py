"""What should happen: pure functions, values in, decisions out. No I/O, clock or framework."""
