"""Developing key accounts (K14), each step a module of its own; here they are called."""

from kamlib.manage.development.asking import questions
from kamlib.manage.development.look_alikes import LookAlikes, look_alikes
from kamlib.manage.development.picks import Scored, score_picks
from kamlib.manage.development.pipeline import Pipeline, pipeline
from kamlib.manage.development.wallet import share_of_wallet, wallet_allocation
from kamlib.manage.development.white_space import WhiteSpace, white_space
from kamlib.manage.development.worksheet import EconomicValue, economic_value, write_worksheet

__all__ = [
    "EconomicValue", "LookAlikes", "Pipeline", "Scored", "WhiteSpace", "economic_value", "look_alikes", "pipeline",
    "questions", "score_picks", "share_of_wallet", "wallet_allocation", "white_space", "write_worksheet",
]  # fmt: skip
