"""The catalogue of letters: which there are, to whom they go, and when one is no longer wanted."""

from mobility.core.notices.catalog import CATALOG, PROOFS, Audience, Notice

__all__ = ["CATALOG", "PROOFS", "Audience", "Notice"]
