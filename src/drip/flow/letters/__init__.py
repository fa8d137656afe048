"""Letters: from a planned row to the letter one person gets, and the links that lead back."""
