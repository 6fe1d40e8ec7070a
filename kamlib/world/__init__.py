"""The synthetic client: six tables of an invented maker of pumps and drives, with a known truth."""

from kamlib.world.cast import Parameters
from kamlib.world.files import write
from kamlib.world.world import World, make

__all__ = ["Parameters", "World", "make", "write"]
