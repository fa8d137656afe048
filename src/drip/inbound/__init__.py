"""What comes back: bytes to values. Provider events, replies, bounces, bookings; no decisions."""
