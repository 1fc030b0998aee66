"""Which files of the desk a table is made of: all that a filter finds, once and for all."""

from __future__ import annotations

from sqlalchemy import asc, desc, select

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Application, Student
from mobility.queries import scope
from mobility.queries.desk import FileFilter, conditions, order
from mobility.queries.lists.read import ROLES


def file_ids(actor: Actor, wanted: FileFilter, most: int) -> tuple[int, ...]:
    """The files that the filter finds, in the order of the list, at most `most`, in one statement."""
    columns, is_down = order(wanted)
    query = (
        select(Application.id)
        .join(Student, Student.id == Application.student_id)
        .where(*conditions(actor, wanted), scope.visible(actor, *ROLES))
        .order_by(*(desc(column) if is_down else asc(column) for column in columns))
        .limit(most)
    )
    return tuple(db.session.scalars(query))
