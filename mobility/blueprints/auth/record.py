"""A student's own record: what the university's records say, and what students themselves may write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.forms import DetailsForm, ResultKindForm
from mobility.core.access import Action
from mobility.core.eligibility import Fact
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import person
from mobility.queries.students import StudentRecord, record_of
from mobility.services.people import records
from mobility.services.people.names import suggest_latin
from mobility.services.people.records import OwnDetails
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.wording.eligibility import CATEGORIES, LEVELS, SOURCES, STUDY_STATUSES
from mobility.wording.people import fact_name, fact_value


@dataclass(frozen=True, slots=True)
class FactLine:
    """A result as the page shows it; one's own may still be changed."""

    key: str
    name: str
    value: str
    as_of: date | None
    source: str
    is_own: bool

    @classmethod
    def of(cls, fact: Fact) -> FactLine:
        return cls(
            key=fact.key,
            name=fact_name(fact.key),
            value=fact_value(fact.key, fact.value, fact.scale),
            as_of=fact.as_of,
            source=str(SOURCES[fact.source]),
            is_own=fact.source == "declared",
        )


@desk.get("/account/record")
@guarded(Action.STUDENT_RECORD_EDIT)
def record() -> ResponseReturnValue:
    """The whole record, each fact with where it comes from."""
    found = record_of(actor().student_id or 0)
    details = person.own_details(actor())
    form = ResultKindForm(without={fact.key for fact in found.facts})
    return render_template(
        "auth/record.html",
        record=found,
        details=details,
        form=form,
        facts=[FactLine.of(fact) for fact in found.facts],
        words=_words(found),
    )


@desk.route("/account/record/details", methods=["GET", "POST"])
@guarded(Action.STUDENT_RECORD_EDIT)
def details() -> ResponseReturnValue:
    """Telephone, and what the travel document says."""
    found = person.own_details(actor())
    form = DetailsForm(obj=found)
    if form.validate_on_submit():
        try:
            records.edit_own(actor(), _details(form))
        except Refused as refusal:
            form.blame(refusal, _FIELDS)
            form.show_again(found.seen)
        else:
            flash(_("Your record is saved."), "good")
            return redirects.to("auth.record")
    suggestion = suggest_latin(found.name)
    return render_template("auth/details.html", form=form, found=found, suggestion=suggestion), form.status


_FIELDS = {
    "record.phone": "phone",
    "record.latin_name": "latin_family_name",
    "record.latin_given_name_missing": "latin_given_name",
    "record.gender": "gender",
    "record.nationality": "nationality",
}


def _words(found: StudentRecord) -> dict[str, str]:
    level = str(LEVELS[str(found.level)]) if str(found.level) in LEVELS else str(found.level)
    return {
        "level": level,
        "category": str(CATEGORIES[found.category]),
        "study_status": str(STUDY_STATUSES[found.study_status]),
    }


def _details(form: DetailsForm) -> OwnDetails:
    return OwnDetails(
        phone=form.phone.data or "",
        latin_family_name=form.latin_family_name.data or "",
        latin_given_name=form.latin_given_name.data or "",
        seen=form.seen.data or "",
        gender=form.gender.data,
        nationality=form.nationality.data,
    )
