"""What is in force: the revisions of sequences, what the clinic offers, what things are called."""
