"""The made-up client of many exits that the lessons on keeping customers work on, read once for all of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kamlib.facts.buying_days import Ledger, ledger
from kamlib.loading import load

if TYPE_CHECKING:
    from kamlib.client import Client


@cache
def book() -> Client:
    """Return the client."""
    return load("machinery-keep")


@cache
def days() -> Ledger:
    """Return on which days its customers bought."""
    return ledger(book().orders)
