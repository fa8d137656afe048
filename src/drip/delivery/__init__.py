"""How an email leaves: one transport a file, all behind one protocol made for batches."""
