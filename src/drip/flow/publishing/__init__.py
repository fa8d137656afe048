"""Publishing: what an edit means for people, and how it reaches them."""
