"""Own wishes: what a person changes about their own letters."""
