"""Figures: draw what the wings compute; nothing is computed here."""
