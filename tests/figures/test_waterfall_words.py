"""The words of a waterfall name the step that takes most, not the one that takes least."""

from __future__ import annotations

from kamlib.figures.waterfall import chain, waterfall_alt


def test_the_largest_step_is_the_one_that_takes_most() -> None:
    """Of 100 goods take 60, freight 5: 35 are left."""
    bars = chain(("revenue", 100.0), [("freight", -5.0), ("cost", -60.0)], ("profit_after_serving", 35.0))
    said = waterfall_alt(bars, currency="EUR")
    assert said.endswith("of €35 (35.0%). The largest step is cost of goods with -€60.")
