"""Figures: draw what the wings compute; nothing is computed here."""

from kamlib._lazy import modules

__getattr__, __dir__ = modules(__name__, __path__)
