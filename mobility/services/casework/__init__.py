"""Moving applications through their stages: the one door, its effects and its audit."""

from mobility.services.casework.door import Advanced, advance

__all__ = ["Advanced", "advance"]
