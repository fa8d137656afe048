"""What we learn: pure sums over what people did, for staff. Nothing here diagnoses or predicts."""
