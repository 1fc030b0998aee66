"""The settings of an institution as its administrator sees and changes them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from mobility.core.access.duties import SEPARATED
from mobility.core.terms import Actor, Param, Refused, Text
from mobility.database import db
from mobility.models import Institution
from mobility.queries.limits import LIMITS, limits_of
from mobility.queries.person import fingerprint


@dataclass(frozen=True, slots=True)
class InstitutionSettings:
    """Names in both languages, how the office is reached, filing numbers for the footer, and one rule of its work."""

    name: Text
    short_name: Text
    office_name: Text
    contact_email: str
    contact_phone: str
    address: Text
    icp_number: str
    public_security_number: str
    may_approve_own_proposal: bool
    needs_vice_dean: bool = False
    separates_duties: bool = False
    has_map: bool = False
    map_approval: str = ""
    most_per_term: tuple[tuple[str, int], ...] = ()

    @property
    def seen(self) -> str:
        """A short text that changes with any of the settings."""
        texts = (self.name, self.short_name, self.office_name, self.address)
        return fingerprint(
            *(part for text in texts for part in (text.en, text.zh_Hans)),
            self.contact_email,
            self.contact_phone,
            self.icp_number,
            self.public_security_number,
            str(self.may_approve_own_proposal),
            str(self.needs_vice_dean),
            str(self.separates_duties),
            str(self.has_map),
            self.map_approval,
            str(self.most_per_term),
        )


def parts(settings: InstitutionSettings) -> dict[str, Param]:
    """The settings one by one, as an event of the audit names them: a text in each language, a limit for each kind."""
    found: dict[str, Param] = {}
    for name in InstitutionSettings.__slots__:
        value = getattr(settings, name)
        if isinstance(value, Text):
            found |= {f"{name}_zh": value.zh_Hans, f"{name}_en": value.en}
        elif isinstance(value, tuple):
            found |= {f"{name}_{key}": None for key in LIMITS} | {f"{name}_{key}": number for key, number in value}
        else:
            found[name] = value
    return found


def settings_of(actor: Actor) -> InstitutionSettings:
    """The settings of the actor's own institution."""
    return settings_row(db.session.scalars(select(Institution).where(Institution.id == actor.institution_id)).one())


def settings_row(row: Institution) -> InstitutionSettings:
    """The same from a row that somebody holds already."""
    return InstitutionSettings(
        name=row.name,
        short_name=row.short_name,
        office_name=row.office_name,
        contact_email=row.contact_email or "",
        contact_phone=row.contact_phone or "",
        address=row.address or Text(en="", zh_Hans=""),
        icp_number=str(row.settings.get("icp_number", "")),
        public_security_number=str(row.settings.get("public_security_number", "")),
        may_approve_own_proposal=bool(row.settings.get("may_approve_own_proposal")),
        needs_vice_dean=bool(row.settings.get("needs_vice_dean")),
        separates_duties=bool(row.settings.get(SEPARATED)),
        has_map=bool(row.settings.get("has_map")),
        map_approval=str(row.settings.get("map_approval", "")),
        most_per_term=tuple(sorted(limits_of(row.settings).items())),
    )


def id_of(key: str) -> int:
    """The institution of that key, or the only one where no key is given. Raises Refused `institution.unknown`."""
    query = select(Institution.id).where(Institution.key == key) if key else select(Institution.id)
    found = db.session.scalars(query.limit(2)).all()
    if len(found) != 1:
        raise Refused("institution.unknown")
    return found[0]
