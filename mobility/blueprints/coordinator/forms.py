"""The forms of the office: decisions on one file, outcomes from outside, appointments, deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import Final

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from mobility.core.access import Action
from mobility.core.calendar.zones import local_date, to_instant
from mobility.core.terms import Reason, Refused, Text
from mobility.i18n import in_current, ngettext
from mobility.queries.calls import Reader
from mobility.queries.case import StaffCase
from mobility.services.casework.new_facts import Settlement
from mobility.services.outcomes.record import Outcome
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import ClockField, DayField
from mobility.web.forms.numbers import WholeNumberField
from mobility.web.forms.words import choices, lazy
from mobility.wording import describe, describe_reason

NOON: Final = time(12, 0)
IN_THE_FILE: Final = ("workflow.", "stale.", "offer.", "access.", "papers.")
"""Beginnings of codes for what lies in a file itself, where nothing that is typed can mend it."""


class DecideForm(BlamingForm):
    """Qualified or not; a reason is needed for "not", and goes to the student."""

    remark = TextAreaField(
        lazy("Reason, which the student reads"),
        [Optional(), Length(max=4000)],
        description=lazy("With “Qualified” only staff read it."),
        render_kw={"rows": 3},
    )


class SettleForm(BlamingForm):
    """Whether facts that changed after the submission count from now on, and why."""

    reason = TextAreaField(
        lazy("Reason, which the student reads"),
        [InputRequired(lazy("Write a remark: this act needs one.")), Length(max=4000)],
        render_kw={"rows": 2},
    )
    goes_on = BooleanField(lazy("For this reason the file goes on all the same"))
    seen = HiddenField()

    def settlement(self, *, is_taken: bool) -> Settlement:
        """What was said, as the service takes it."""
        return Settlement(is_taken, self.reason.data or "", self.seen.data or "", bool(self.goes_on.data))


class ObjectionForm(BlamingForm):
    """Why an objection during the public notice is upheld."""

    remark = TextAreaField(
        lazy("What was objected, and why it is upheld"),
        [InputRequired(lazy("Write a remark: this act needs one.")), Length(max=4000)],
        render_kw={"rows": 3},
    )


class OutcomeForm(BlamingForm):
    """What was decided outside, for one file or for all that are ticked."""

    outcome = SelectField(lazy("Outcome"), [InputRequired(lazy("Choose an outcome."))])
    happened_on = DayField(lazy("Date on which it was decided"), [InputRequired(lazy("Choose a date."))])
    host = SelectField(lazy("Host"), [Optional()], coerce=lambda value: int(value) if value else None)
    confirm_on = DayField(
        lazy("Confirm by, 12:00 on"),
        [Optional()],
        description=lazy("For an award: a working day. Left empty: the third working day from now."),
    )
    position = WholeNumberField(lazy("Position on the funder's waiting list"), [Optional(), NumberRange(min=1)])
    remark = TextAreaField(lazy("Remark"), [Optional(), Length(max=4000)], render_kw={"rows": 2})
    is_shown_to_student = BooleanField(lazy("Show this remark to the student"))
    has_award = False

    @cached_property
    def against(self) -> dict[int, list[str]]:
        """What stands against single files of many, by id: where a file itself is in the way, no field can mend it."""
        return {}

    def blame_many(self, refused: Refused) -> None:
        """Take a refusal about many files: what lies in a file beside the file, all else once beside its field."""
        others: dict[tuple[str, str], Reason] = {}
        for reason in refused.reasons:
            if reason.code.startswith(IN_THE_FILE) and "application_id" in reason.params:
                self.against.setdefault(int(str(reason.params["application_id"])), []).append(describe_reason(reason))
            else:
                others.setdefault((reason.code, str(reason.params.get("name"))), reason)
        if others:
            first, *more = others.values()
            self.blame(Refused(first.code, *more, **first.params), outcome_fields(refused))
        else:
            self.form_errors.append(describe("outcome.some_stand_against"))

    @classmethod
    def of(cls, outcomes: Sequence[str], hosts: Sequence[tuple[int, Text]]) -> OutcomeForm:
        """The form as it was sent."""
        return cls()._with_choices(outcomes, hosts)

    @classmethod
    def suggested(cls, case: StaffCase, hosts: Sequence[tuple[int, Text]], now: datetime) -> OutcomeForm:
        """The form for one file before anything was typed."""
        form = cls(formdata=None, happened_on=local_date(now, case.time_zone))
        return form._with_choices(case.outcomes(Action.OUTCOME_RECORD), hosts)

    @classmethod
    def empty(cls, outcomes: Sequence[str], hosts: Sequence[tuple[int, Text]], today: date) -> OutcomeForm:
        """The form for many files before anything was typed."""
        return cls(formdata=None, happened_on=today)._with_choices(outcomes, hosts)

    def _with_choices(self, outcomes: Sequence[str], hosts: Sequence[tuple[int, Text]]) -> OutcomeForm:
        self.outcome.choices = [
            ("", describe("outcome.choose")),
            *((key, describe(f"outcome.{key}")) for key in outcomes),
        ]
        self.has_award = "exam_awarded" in outcomes
        partners = [(str(key), in_current(name)) for key, name in hosts]
        self.host.choices = choices([("", describe("outcome.no_host")), *partners])
        return self

    def outcome_in(self, zone: str) -> Outcome:
        """What the form says, for the service; fields that the chosen outcome does not have are left out.

        Raises Refused `calendar.impossible_time`; the form has been validated.
        """
        assert self.happened_on.data is not None
        is_award = self.outcome.data == "exam_awarded"
        until = to_instant(self.confirm_on.data, NOON, zone) if self.confirm_on.data else None
        return Outcome(
            outcome=self.outcome.data,
            happened_on=self.happened_on.data,
            remark=self.remark.data or "",
            is_shown_to_student=self.is_shown_to_student.data,
            partner_id=self.host.data if is_award else None,
            confirm_by=until if is_award else None,
            position=self.position.data if self.outcome.data == "exam_reserve" else None,
        )


def outcome_fields(refused: Refused) -> dict[str, str]:
    """Which field of the outcome's form each refusal is about."""
    lacking = {"host_partner_id": "host", "confirm_by": "host", "remark": "remark"}
    return {
        "outcome.host_unknown": "host",
        "outcome.confirm_by_passed": "confirm_on",
        "outcome.confirm_by_not_noon": "confirm_on",
        "outcome.date_ahead": "happened_on",
        "params.missing": lacking.get(str(refused.params.get("name")), "outcome"),
        "calendar": "confirm_on",
        "remark": "remark",
    }


def instant(on: DayField, at: ClockField, zone: str) -> datetime:
    """The day and time typed, as an instant. Raises Refused `calendar.impossible_time`; the form has been validated."""
    assert on.data is not None
    assert at.data is not None
    return to_instant(on.data, at.data, zone)


class AssignForm(BlamingForm):
    """Reviewers for files in assessment."""

    reviewers = SelectMultipleField(lazy("Reviewers"), coerce=int)
    each = WholeNumberField(
        lazy("Reviews for each file"),
        [Optional(), NumberRange(min=1, max=20)],
        description=lazy("Left empty: every chosen reviewer scores every file."),
    )
    due_on = DayField(lazy("Scores are due on"), [Optional()])

    @classmethod
    def over(cls, reviewers: Sequence[Reader], *, is_sent: bool) -> AssignForm:
        """The form with everybody who may review, all of them chosen before anything was typed."""
        form = cls() if is_sent else cls(formdata=None, reviewers=[one.id for one in reviewers])
        labels = [
            (str(one.id), ngettext("%(name)s, %(n)s open", "%(name)s, %(n)s open", one.open_count, name=one.name))
            for one in reviewers
        ]
        form.reviewers.choices = choices(labels)
        return form


class InviteForm(BlamingForm):
    """When and where the home selection takes place."""

    on = DayField(lazy("Day"), [InputRequired(lazy("Choose a date."))])
    at = ClockField(lazy("Time"), [InputRequired(lazy("Choose a time."))])
    place = StringField(lazy("Place"), [InputRequired(lazy("Say where the selection takes place.")), Length(max=200)])
    note = StringField(lazy("What to bring"), [Optional(), Length(max=200)])

    def moment(self, zone: str) -> datetime:
        return instant(self.on, self.at, zone)


class ExtendForm(BlamingForm):
    """A later deadline."""

    on = DayField(lazy("New deadline, day"), [InputRequired(lazy("Choose a date."))])
    at = ClockField(lazy("Time"), [InputRequired(lazy("Choose a time."))])
    reason = TextAreaField(
        lazy("Why"),
        [Optional()],
        description=lazy("It stands on the head's page of exceptions."),
        render_kw={"rows": 2},
    )
    is_confirmed = RadioField(
        lazy("Tell everybody now?"),
        [InputRequired()],
        choices=choices(
            [
                ("no", lazy("Show me first who is told")),
                ("yes", lazy("Yes, move the deadline and send the letters")),
            ]
        ),
        default="no",
    )

    def ask_why(self) -> None:
        """Demand the reason: students and schools have arranged themselves with the present deadline."""
        self.reason.validators = [DataRequired(lazy("Say why the deadline moves."))]
        self.reason.flags.required = True
        self.reason.flags.optional = False

    def moment(self, zone: str) -> datetime:
        return instant(self.on, self.at, zone)
