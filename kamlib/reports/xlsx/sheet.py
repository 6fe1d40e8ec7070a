"""A sheet that takes formulas as they are, and whole rows ready to be written; the package that holds it.

The library would look in each formula for thirty functions of later years, spell each cell by a dozen calls, and
compress for more than ten times as long, for a package that is 15 % smaller.
"""

from __future__ import annotations

import zlib
from typing import Any
from zipfile import ZipFile

from isal import isal_zlib
from xlsxwriter import workbook
from xlsxwriter.worksheet import Worksheet

#: How much is compressed, of 0 to 3: the last takes three times as long for 2 % fewer bytes.
LEVEL = 2


class _Zip(ZipFile):
    """A package whose parts are compressed by ISA-L; to a reader they are as any others."""

    def open(self, *name: Any, **how: Any) -> Any:
        """Open a part, and compress what is written into it."""
        part: Any = super().open(*name, **how)
        if part.writable():
            part._compressor = isal_zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return part


class Package(workbook.Workbook):  # the library has no types here
    """A workbook in a package of ours, which the library has no option for."""

    def _store_workbook(self) -> None:
        workbook.ZipFile = _Zip
        try:
            super()._store_workbook()
        finally:
            workbook.ZipFile = ZipFile


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

    def write_spelled(self, first: int, rows: int, columns: int, text: str) -> None:
        """Write rows that are spelled already (``rows.Spelling``), below all that was written before.

        Parameters
        ----------
        first : int
            Row, from 0, of the first of them.
        rows, columns : int
            How many they are, and how many cells each has.
        text : str
            Their elements.
        """
        last = first + rows - 1
        if not rows or self._check_dimensions(first, 0) or self._check_dimensions(last, columns - 1):
            return
        self.finish_before(first)
        self.fh.write(text)
        self.previous_row = last + 1
