"""A sheet that takes formulas as they are, and whole rows ready to be written.

The library would look in each formula for thirty functions of later years, and spell each cell by a dozen calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet


class Sheet(Worksheet):  # the library has no types here
    """A sheet for formulas with functions of Excel 2007 alone; a test holds that there are no others."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _xml_rich_inline_string(self, string: str, attributes: list[tuple[str, str]]) -> None:
        # no text here is markup: a client may have such a name, too
        self._xml_inline_string(string, False, attributes)

    def finish_before(self, row: int) -> None:
        """Write the row that waits for further cells, if it is above this one."""
        if self.previous_row < row:
            self._write_single_row(row)

    def write_spelled(self, first: int, rows: Sequence[str], columns: int, heights: Mapping[int, float]) -> None:
        """Write rows whose cells are spelled already (``rows.spelled``), below all that was written before.

        Parameters
        ----------
        first : int
            Row, from 0, of the first of them.
        rows : sequence of str
            The cells of each row.
        columns : int
            How many cells each has.
        heights : mapping
            Height in points by row, of those that are higher than a line.
        """
        last = first + len(rows) - 1
        if not rows or self._check_dimensions(first, 0) or self._check_dimensions(last, columns - 1):
            return
        self.finish_before(first)
        for row, cells in enumerate(rows, start=first):
            height = f' ht="{heights[row]:.16G}" customHeight="1"' if row in heights else ""
            self.fh.write(f'<row r="{row + 1}"{height}>{cells}</row>')
        self.previous_row = last + 1
