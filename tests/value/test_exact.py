"""The solver's own lines do not reach standard output, and what others wrote before does."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from kamlib.value import exact

SCRIPT = """
import ctypes, scipy.optimize
from kamlib.value import exact

def loud(*_arguments, **_named):
    ctypes.CDLL(None).puts(b"from C")
    return "solved"

scipy.optimize.milp = loud
ctypes.CDLL(None).puts(b"before")
print("own", exact.milp())
ctypes.CDLL(None).puts(b"after")
"""


def test_the_optimum_is_that_of_the_solver() -> None:
    found = exact.milp(np.array([-6.0, -5.0]), integrality=np.ones(2), bounds=(0, 1))
    assert found.x.tolist() == [1.0, 1.0]


THREADS = """
import os, threading, time, scipy.optimize
from kamlib.value import exact

first, second = threading.Event(), threading.Event()

def slow(seconds, started):
    started.set()
    time.sleep(seconds)

scipy.optimize.milp = slow
one = threading.Thread(target=exact.milp, args=(0.2, first))
other = threading.Thread(target=exact.milp, args=(0.4, second))
one.start(), first.wait(), other.start(), one.join(), other.join()
os.write(1, b"heard")
"""


def test_of_two_threads_neither_takes_standard_output_away() -> None:
    said = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True).stdout
    assert said == "heard"


@pytest.mark.skipif(sys.platform == "win32", reason="the script takes the C library as POSIX has it")
def test_nothing_that_c_code_prints_is_seen() -> None:
    said = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout
    assert sorted(said.split("\n")) == ["", "after", "before", "own solved"]
