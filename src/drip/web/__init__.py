"""Who may knock: one blueprint for each audience. Owns Flask."""
