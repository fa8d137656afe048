"""The front desk: what staff see and do."""
