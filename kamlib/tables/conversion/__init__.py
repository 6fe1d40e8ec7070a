"""Matched columns to figures of one unit and one currency, and what could not be read."""
