"""Scores: from facts and marks by versioned rules to points whose every step can be shown, and to a ranking."""

from mobility.core.scoring.candidate import Candidate, Measured, Result
from mobility.core.scoring.first_timers import FirstTimers, SelectionOrder, selection_order
from mobility.core.scoring.ranking import Ranked, Ranking, TieMark, rank
from mobility.core.scoring.rules import ScoreRules
from mobility.core.scoring.sheet import ScoreSheet, score

__all__ = [
    "Candidate",
    "FirstTimers",
    "Measured",
    "Ranked",
    "Ranking",
    "Result",
    "ScoreRules",
    "ScoreSheet",
    "SelectionOrder",
    "TieMark",
    "rank",
    "score",
    "selection_order",
]
