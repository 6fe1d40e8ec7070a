"""Problem codes to words: what is wrong and what was done, and what to do if that is not what was meant."""

from __future__ import annotations

from kamlib.tables.problems import Problem


def message(problem: Problem) -> str:
    return problem.code


def remedy(problem: Problem) -> str:
    return ""
