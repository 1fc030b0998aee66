"""Stages and moves as data, and the engine that decides whether a move may happen."""

from mobility.core.workflow.definition import Stage, StageKind, Transition, Workflow
from mobility.core.workflow.engine import decide, possible

__all__ = ["Stage", "StageKind", "Transition", "Workflow", "decide", "possible"]
