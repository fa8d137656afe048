"""Who fetches and waits: the SMTP/LMTP listener and pollers, beside web, on the same flow."""
