"""Mail in: what people and machines write to our own addresses."""
