"""A stand-in for SendGrid, for tests, benchmarks and the demo; never on the way of a real letter.

It takes requests over HTTP or HTTPS as the real service publishes its rules, refuses what breaks
them, fails on demand, gives every person a copy with their own substitutions, delivers the copies
by SMTP where asked, and reports signed events. It is written from SendGrid's published facts and
shares no code with the transport, so that each holds the other to them. Standard library only.
"""
