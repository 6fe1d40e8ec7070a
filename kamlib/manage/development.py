"""Developing key accounts (K14): the pipeline of deals. Each is a module of its own; here they are called."""

from kamlib.manage.deals import Pipeline, pipeline

__all__ = ["Pipeline", "pipeline"]
