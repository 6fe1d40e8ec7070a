"""Reading and checking any table that a client can bring."""

from kamlib._lazy import modules
from kamlib.tables.problems import Problem
from kamlib.tables.reading import read
from kamlib.tables.readings import Reading

__all__ = ["Problem", "Reading", "read"]

__getattr__, __dir__ = modules(__name__, __path__, __all__)
