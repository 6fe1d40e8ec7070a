"""The synthetic client: the tables of an invented maker of pumps and drives, with a known truth."""

from kamlib._lazy import modules
from kamlib.world.bank import Bank, make_bank, write_bank
from kamlib.world.cast import Parameters
from kamlib.world.files import write
from kamlib.world.world import World, make

__all__ = ["Bank", "Parameters", "World", "make", "make_bank", "write", "write_bank"]

__getattr__, __dir__ = modules(__name__, __path__, __all__)
