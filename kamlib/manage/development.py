"""Developing key accounts (K14), each step a module of its own; here they are called."""

from kamlib.manage.deals import Pipeline, pipeline
from kamlib.manage.offers import WhiteSpace, white_space
from kamlib.manage.wallet import share_of_wallet, wallet_allocation

__all__ = ["Pipeline", "WhiteSpace", "pipeline", "share_of_wallet", "wallet_allocation", "white_space"]
