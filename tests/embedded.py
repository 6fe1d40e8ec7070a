"""The embedded client, read once in a process: what is worked out of it is kept with it, test after test.

A test that changes tables, or wants a client with options, loads one of its own.
"""

from __future__ import annotations

from functools import cache

from kamlib import Client, load


@cache
def embedded() -> Client:
    """Return the one that all tests share; nobody changes it."""
    return load("machinery")
