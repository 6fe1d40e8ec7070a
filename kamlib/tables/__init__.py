"""Reading and checking any table that a client can bring."""

from kamlib.tables.problems import Problem
from kamlib.tables.reading import read
from kamlib.tables.readings import Reading

__all__ = ["Problem", "Reading", "read"]
