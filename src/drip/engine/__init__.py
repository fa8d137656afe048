"""What should happen: pure functions, values in and decisions out. No I/O, no clock, no framework."""
