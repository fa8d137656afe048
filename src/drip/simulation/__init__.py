"""The road at speed: the real flow under a fake clock, with invented people."""
