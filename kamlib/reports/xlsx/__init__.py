"""The report as a workbook: tables to sort and filter, and live formulas to try other thresholds with."""

from kamlib.reports.xlsx.workbook import write

__all__ = ["write"]
