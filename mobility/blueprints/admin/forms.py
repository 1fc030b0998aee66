"""The forms of the administrator's desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    SubmitField,
    TelField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mobility.core.terms import Role, Text
from mobility.i18n import in_current
from mobility.queries.institution import InstitutionSettings
from mobility.queries.limits import LIMITS
from mobility.queries.unit_tree import CallChoice, UnitRow
from mobility.services.people import reasons
from mobility.services.people.roles import SCOPES, NewRole
from mobility.web.forms.blaming import BlamingForm, FilterForm
from mobility.web.forms.numbers import WholeNumberField
from mobility.web.forms.words import choices, lazy, shown
from mobility.wording import codes

_ALL = lazy("All")
_NAMED = InputRequired(lazy("Enter each name in both languages."))


def _role_choices(roles: Sequence[Role]) -> list[tuple[str, str]]:
    return [(str(role), shown(codes()[f"role.{role}"])) for role in roles]


def _reason_choices(among: Sequence[str]) -> list[tuple[str, str]]:
    return [(reason, shown(codes()[f"person.reason.{reason}"])) for reason in among]


def _unit_choices(units: Sequence[UnitRow]) -> list[tuple[str, str]]:
    return [(str(unit.id), "\u2003" * unit.depth + in_current(unit.name)) for unit in units]


def _number(value: str) -> int | None:
    return int(value) if value else None


class PeopleForm(FilterForm):
    """What the list of people is narrowed to."""

    q = SearchField(lazy("Search"), [Optional(), Length(max=100)])
    role = SelectField(
        lazy("Role"),
        default="",
        choices=choices([("", _ALL), *_role_choices((Role.STUDENT, *SCOPES))]),
    )
    unit = SelectField(lazy("Unit"), coerce=_number)
    state = SelectField(
        lazy("State"),
        default="",
        choices=choices([("", _ALL), ("active", lazy("Active")), ("closed", lazy("Deactivated"))]),
    )

    def __init__(self, *given: Any, units: Sequence[UnitRow], **named: Any) -> None:
        super().__init__(*given, **named)
        self["unit"].choices = choices([("", _ALL), *_unit_choices(units)])


class ConfirmForm(BlamingForm):
    """One button."""

    submit = SubmitField(lazy("Confirm"))


class DeactivateForm(BlamingForm):
    """Why an account is closed."""

    reason = RadioField(
        lazy("Why"), [InputRequired(lazy("Choose a reason."))], choices=choices(_reason_choices(reasons.CLOSED))
    )


class PersonForm(BlamingForm):
    """What an administrator may correct."""

    name = StringField(lazy("Name"), [InputRequired(lazy("Enter the name.")), Length(max=200)])
    sort_key = StringField(
        lazy("Sort key"),
        [Length(max=300)],
        description=lazy("Pinyin in lower case, family name first. Leave it as it is to have it made from the name."),
    )
    email = EmailField(lazy("E-mail address"), [Length(max=254)])
    phone = TelField(lazy("Telephone"), [Length(max=40)])
    seen = HiddenField()
    submit = SubmitField(lazy("Save"))


class RoleForm(BlamingForm):
    """A role and what it is for."""

    role = RadioField(
        lazy("Role"), [InputRequired(lazy("Choose a role."))], choices=choices(_role_choices(tuple(SCOPES)))
    )
    unit = SelectField(
        lazy("Unit"), coerce=_number, description=lazy("For school officers: the school with everything below it.")
    )
    call = SelectField(
        lazy("Call for applications"),
        coerce=_number,
        description=lazy(
            "For reviewers, language examiners, assistants and coordinators, where the role is for one call only."
        ),
    )
    reason = SelectField(
        lazy("Why"), default="", choices=choices([("", lazy("Not said")), *_reason_choices(reasons.GIVEN)])
    )
    submit = SubmitField(lazy("Give the role"))

    def __init__(self, *given: Any, units: Sequence[UnitRow], calls: Sequence[CallChoice], **named: Any) -> None:
        super().__init__(*given, **named)
        whole = ("", lazy("Whole institution"))
        self["unit"].choices = choices([whole, *_unit_choices(units)])
        titles = [(str(call.id), in_current(call.title)) for call in calls]
        self["call"].choices = choices([("", lazy("All calls")), *titles])

    def new_role(self) -> NewRole:
        """The role as the service takes it."""
        return NewRole(Role(self["role"].data), unit_id=self["unit"].data, call_id=self["call"].data)


class InviteForm(RoleForm):
    """Somebody new with a first role."""

    name = StringField(lazy("Name"), [InputRequired(lazy("Enter the name.")), Length(max=200)])
    email = EmailField(lazy("E-mail address"), [InputRequired(lazy("Enter the e-mail address.")), Length(max=254)])
    locale = RadioField(
        lazy("Language of the letter"),
        [InputRequired(lazy("Choose a language."))],
        choices=choices([("zh_Hans", "简体中文"), ("en", "English")]),
        default="zh_Hans",
    )
    submit = SubmitField(lazy("Send the invitation"))


class SettingsForm(BlamingForm):
    """The institution's settings."""

    name_zh = StringField(lazy("Name in Chinese"), [_NAMED, Length(max=200)])
    name_en = StringField(lazy("Name in English"), [_NAMED, Length(max=200)])
    short_name_zh = StringField(lazy("Short name in Chinese"), [_NAMED, Length(max=60)])
    short_name_en = StringField(lazy("Short name in English"), [_NAMED, Length(max=60)])
    office_name_zh = StringField(lazy("Office's name in Chinese"), [_NAMED, Length(max=200)])
    office_name_en = StringField(lazy("Office's name in English"), [_NAMED, Length(max=200)])
    contact_email = EmailField(lazy("E-mail address of the office"), [Length(max=254)])
    contact_phone = TelField(lazy("Telephone of the office"), [Length(max=40)])
    address_zh = StringField(lazy("Postal address in Chinese"), [Length(max=300)])
    address_en = StringField(lazy("Postal address in English"), [Length(max=300)])
    icp_number = StringField(lazy("ICP filing number"), [Length(max=60)])
    public_security_number = StringField(lazy("Public security filing number"), [Length(max=60)])
    may_approve_own_proposal = BooleanField(
        lazy("A person may approve a list that they proposed themselves"),
        description=lazy("For offices in which one person is coordinator and head. Off: somebody else has to approve."),
    )
    separates_duties = BooleanField(
        lazy("Proposing, approving and releasing a list need three different people"),
        description=lazy(
            "An approved list then waits for a head or coordinator who neither proposed nor approved it. Stronger than "
            "the setting above."
        ),
    )
    needs_vice_dean = BooleanField(
        lazy("A school's list needs the approval of its vice dean"),
        description=lazy(
            "The officer prepares the list, the vice dean approves it or returns it with a reason. A school can have "
            "its own rule, on its page under “Units”."
        ),
    )
    has_map = BooleanField(
        lazy("Show a map of the world on the pages of partners"),
        description=lazy(
            "Which maps may be shown in public is regulated in mainland China: switch it on once yours is approved."
        ),
    )
    map_approval = StringField(lazy("Map approval number"), [Length(max=60)])
    most_all = WholeNumberField(lazy("All programs together"), [Optional(), NumberRange(1, 99)])
    most_exchange = WholeNumberField(lazy("Exchanges"), [Optional(), NumberRange(1, 99)])
    most_summer_school = WholeNumberField(lazy("Summer schools"), [Optional(), NumberRange(1, 99)])
    most_scholarship = WholeNumberField(lazy("Scholarships"), [Optional(), NumberRange(1, 99)])
    seen = HiddenField()
    submit = SubmitField(lazy("Save the settings"))

    @staticmethod
    def values_of(now: InstitutionSettings) -> dict[str, object]:
        """The settings as the form's fields hold them."""
        texts = {"name": now.name, "short_name": now.short_name, "office_name": now.office_name, "address": now.address}
        parts = {
            f"{key}_{tag}": part for key, text in texts.items() for tag, part in (("zh", text.zh_Hans), ("en", text.en))
        }
        plain = ("contact_email", "contact_phone", "icp_number", "public_security_number", "map_approval")
        switches = {
            "may_approve_own_proposal": now.may_approve_own_proposal,
            "needs_vice_dean": now.needs_vice_dean,
            "separates_duties": now.separates_duties,
            "has_map": now.has_map,
        }
        most = {f"most_{key}": number for key, number in now.most_per_term}
        return {**parts, **switches, **most, **{name: getattr(now, name) for name in plain}, "seen": now.seen}

    def settings(self) -> InstitutionSettings:
        """The settings as the service takes them."""

        def text(key: str) -> Text:
            return Text(en=(self[f"{key}_en"].data or "").strip(), zh_Hans=(self[f"{key}_zh"].data or "").strip())

        plain = ("contact_email", "contact_phone", "icp_number", "public_security_number", "map_approval")
        return InstitutionSettings(
            name=text("name"),
            short_name=text("short_name"),
            office_name=text("office_name"),
            address=text("address"),
            may_approve_own_proposal=bool(self["may_approve_own_proposal"].data),
            needs_vice_dean=bool(self["needs_vice_dean"].data),
            separates_duties=bool(self["separates_duties"].data),
            has_map=bool(self["has_map"].data),
            most_per_term=tuple((key, most) for key in sorted(LIMITS) if (most := self[f"most_{key}"].data)),
            **{name: (self[name].data or "").strip() for name in plain},
        )
