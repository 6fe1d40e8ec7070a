"""A sheet that takes formulas as they are: the library would look in each for thirty functions of later years."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class Sheet(Worksheet):  # the library has no types here
    """A sheet for formulas with functions of Excel 2007 alone; a test holds that there are no others."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")
