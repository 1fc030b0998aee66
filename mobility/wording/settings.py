"""What the parts of the settings, of a unit and of an account are called in their histories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "setting.name_zh": lazy("Name in Chinese"),
    "setting.name_en": lazy("Name in English"),
    "setting.short_name_zh": lazy("Short name in Chinese"),
    "setting.short_name_en": lazy("Short name in English"),
    "setting.office_name_zh": lazy("Office's name in Chinese"),
    "setting.office_name_en": lazy("Office's name in English"),
    "setting.contact_email": lazy("E-mail address of the office"),
    "setting.contact_phone": lazy("Telephone of the office"),
    "setting.address_zh": lazy("Postal address in Chinese"),
    "setting.address_en": lazy("Postal address in English"),
    "setting.icp_number": lazy("ICP filing number"),
    "setting.public_security_number": lazy("Public security filing number"),
    "setting.may_approve_own_proposal": lazy("A person may approve a list that they proposed themselves"),
    "setting.needs_vice_dean": lazy("A school's list needs the approval of its vice dean"),
    "setting.separates_duties": lazy("Proposing, approving and releasing a list need three different people"),
    "setting.has_map": lazy("Show a map of the world on the pages of partners"),
    "setting.map_approval": lazy("Map approval number"),
    "setting.most_per_term_all": lazy("Applications per term, all programs together"),
    "setting.most_per_term_exchange": lazy("Applications per term, exchanges"),
    "setting.most_per_term_summer_school": lazy("Applications per term, summer schools"),
    "setting.most_per_term_scholarship": lazy("Applications per term, scholarships"),
    "setting.home_terms": lazy("Terms at home"),
    "setting.kind": lazy("Kind of unit"),
    "setting.person_name": lazy("Name"),
    "setting.sort_key": lazy("Sort key"),
    "setting.email": lazy("E-mail address"),
    "setting.phone": lazy("Telephone"),
}
