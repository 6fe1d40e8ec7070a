"""Exact optima by HiGHS, without the lines that it prints by itself."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

#: One at a time: of two threads, the second would keep what the first sends nowhere, and leave it so.
_TURN = threading.Lock()


def milp(*arguments: Any, **named: Any) -> Any:
    """Solve a mixed-integer programme as ``scipy.optimize.milp`` does, and print nothing."""
    from scipy.optimize import milp as solve

    if "constraints" in named:
        named["constraints"] = _short(named["constraints"])
    with _TURN, _without_output():
        return solve(*arguments, **named)


def _short(constraint: LinearConstraint) -> LinearConstraint:
    """Count rows and columns in 32 bits: SciPy before 1.15 hands HiGHS no others."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csc_array

    matrix = csc_array(constraint.A)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    return LinearConstraint(matrix, constraint.lb, constraint.ub)


@contextmanager
def _without_output() -> Generator[None]:
    """Send what C code writes to standard output nowhere: HiGHS leaves a line there whatever it is asked."""
    _flush()
    try:
        kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # there is no standard output
        yield
        return
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        _flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _flush() -> None:
    """Write out what Python and C hold back, so that it goes where it was meant to go."""
    with suppress(AttributeError, OSError, ValueError):
        sys.stdout.flush()
    with suppress(AttributeError, OSError):
        (ctypes.CDLL(None) if os.name == "posix" else ctypes.CDLL("ucrtbase")).fflush(None)
