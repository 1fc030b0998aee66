"""The desk of everybody: calls, partners, public notices, help and privacy."""

from mobility.blueprints.public import calls, pages, taking
from mobility.blueprints.public.desk import desk

__all__ = ["calls", "desk", "pages", "taking"]
