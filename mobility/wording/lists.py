"""What lists and their columns are called, and what is said about exports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from mobility.i18n import LazyText, format_date, format_datetime, lazy
from mobility.wording.eligibility import CATEGORIES, LEVELS

_TITLES: Final = {
    "list.school": lazy("School's recommendation list"),
    "list.proposed": lazy("Proposed list"),
    "list.notice": lazy("Public notice list"),
    "list.nomination": lazy("Nomination list"),
    "list.going": lazy("List of students who go abroad"),
    "list.examination": lazy("Attendance list of the interview or examination"),
    "list.unanswered": lazy("Contact list of those who have not answered"),
    "list.files": lazy("Table of applications"),
    "list.no_host": lazy("No host named"),
}
_ABOUT: Final = {
    "list.about.school": lazy("One sheet for each school, as handed in: recommended, alternates, rank."),
    "list.about.proposed": lazy("For approval, one sheet for each host: candidates, alternates in order, exceptions."),
    "list.about.notice": lazy("Name, school, major and class alone; only while the notice runs."),
    "list.about.nomination": lazy("One sheet for each host, of everybody who has confirmed: what hosts ask for."),
    "list.about.going": lazy(
        "For academic affairs, the graduate school, student affairs, finance, logistics and security."
    ),
    "list.about.examination": lazy("Seats and a column for signatures, one sheet for each stage with a test."),
    "list.about.unanswered": lazy("With telephone numbers, one sheet for each school, for counselors."),
}
_COLUMNS: Final = {
    "column.count": lazy("No."),
    "column.seat": lazy("Seat"),
    "column.signature": lazy("Signature"),
    "column.reached": lazy("Reached on"),
    "column.remark": lazy("Remark"),
    "column.number": lazy("Application number"),
    "column.name": lazy("Name"),
    "column.latin_family_name": lazy("Family name (Latin)"),
    "column.latin_given_name": lazy("Given name (Latin)"),
    "column.student_number": lazy("Student number"),
    "column.school": lazy("School"),
    "column.major": lazy("Major"),
    "column.class": lazy("Class"),
    "column.entry_year": lazy("Year of entry"),
    "column.level": lazy("Level of study"),
    "column.birth_on": lazy("Date of birth"),
    "column.category": lazy("Category"),
    "column.email": lazy("E-mail"),
    "column.phone": lazy("Telephone"),
    "column.gender": lazy("Gender"),
    "column.nationality": lazy("Nationality"),
    "column.call": lazy("Call for applications"),
    "column.stage": lazy("Stage"),
    "column.since": lazy("Since"),
    "column.due": lazy("Due"),
    "column.submitted": lazy("Submitted"),
    "column.recommendation": lazy("Recommendation"),
    "column.school_rank": lazy("Rank"),
    "column.school_reason": lazy("Reason"),
    "column.decision": lazy("Decision"),
    "column.position": lazy("Position"),
    "column.mean_score": lazy("Mean score"),
    "column.wish": lazy("Wish"),
    "column.exception": lazy("Exception to the wishes"),
    "column.host": lazy("Host"),
    "column.region": lazy("Country or region"),
    "column.term": lazy("Term"),
    "column.length": lazy("Months"),
    "column.starts_on": lazy("First day"),
    "column.ends_on": lazy("Last day"),
}
_BOXES: Final = {
    "list_box.prepared": lazy("Prepared by, date"),
    "list_box.school_leader": lazy("Signature of the school's leader"),
    "list_box.school_seal": lazy("Seal of the school"),
    "list_box.office_head": lazy("Signature of the head of the office, date"),
    "list_box.office_seal": lazy("Seal of the office"),
    "list_box.received": lazy("Received by, date"),
    "list_box.invigilator": lazy("Signature of the invigilators, date"),
}
_VALUES: Final = {
    "recommendation.recommended": lazy("recommended"),
    "recommendation.alternate": lazy("alternate"),
    "recommendation.not_recommended": lazy("not recommended"),
    "list_exception.not_a_wish": lazy("This host is none of the student’s wishes"),
    **{f"level.{key}": text for key, text in LEVELS.items()},
    **{f"category.{key}": text for key, text in CATEGORIES.items()},
}
_EXPORTS: Final = {
    "export.unknown": lazy("There is no such export of yours."),
    "export.unknown_form": lazy("Choose XLSX or CSV."),
    "export.too_many": lazy("These are too many for one table: at most %(max)s. Narrow the filter first."),
    "export.nobody": lazy("Nobody is on this list, so there is nothing to export."),
    "list.unknown": lazy("There is no such list."),
}

CODES: Final[Mapping[str, LazyText]] = {**_TITLES, **_ABOUT, **_COLUMNS, **_BOXES, **_VALUES, **_EXPORTS}


def cell_text(value: str | int | Decimal | date | datetime | None, zone: str) -> str:
    """What stands in a field of a printed list; moments in the time of `zone`, "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return format_datetime(value, zone, "short")
    if isinstance(value, date):
        return format_date(value, "short")
    return str(value)
