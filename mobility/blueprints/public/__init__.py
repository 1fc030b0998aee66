"""The desk of everybody: calls, partners, public notices, help and privacy."""

from mobility.blueprints.public import calls, pages, partners, taking
from mobility.blueprints.public.desk import desk

__all__ = ["calls", "desk", "pages", "partners", "taking"]
