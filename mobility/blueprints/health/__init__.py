"""The desk of machines: whether the program lives, can serve, and is well."""

from mobility.blueprints.health.views import desk

__all__ = ["desk"]
