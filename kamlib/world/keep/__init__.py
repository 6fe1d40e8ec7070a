"""The client that can teach keeping: 1,600 customers, some hundreds of exits, and why each of them left."""

from kamlib.world.keep.laws import LAWS, KeepParameters
from kamlib.world.keep.made import make_keep

__all__ = ["LAWS", "KeepParameters", "make_keep"]
