"""What is counted ahead of the pages that show it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from mobility.database import Base
from mobility.models.columns import InstitutionKey, Moment, Short
from mobility.models.privacy import privacy


class StageCount(Base):
    """How many files of a call are in a stage of a workflow, as of the heartbeat "counts"; drafts too."""

    __tablename__ = "stage_count"
    __privacy__ = privacy(internal="state file_count overdue_count")

    institution_id: Mapped[InstitutionKey]
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    workflow_id: Mapped[int] = mapped_column(ForeignKey("definition.id"), primary_key=True)
    state: Mapped[Short] = mapped_column(primary_key=True)
    file_count: Mapped[int] = mapped_column(Integer)
    oldest_since: Mapped[Moment]
    overdue_count: Mapped[int] = mapped_column(Integer)
