"""The fault suite of the builds: real HTTP, handlers in their own processes, faults at each call.

`python -m local.faults [--small]` prints the tables that `docs/reliability.md` quotes.
"""
