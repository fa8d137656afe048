"""Urgent: words that may mean an emergency, and whoever is on duty."""
