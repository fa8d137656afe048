"""Who fetches and waits: the SMTP/LMTP listener and pollers. Beside web, with the same flow behind."""
