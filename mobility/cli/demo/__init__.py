"""The demo world: a university, its scholarship, its students and a year behind them, made up through the services."""

from __future__ import annotations

from typing import Final

ACCOUNTS: Final = ("student", "officer", "reviewer", "checker", "coordinator", "head", "admin")
"""The accounts that a newcomer is told of, the same at each university."""
