"""The words of accounts that are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy, lazy_plural

CODES: Final[Mapping[str, LazyText]] = {
    "account_request.unknown": lazy("There is no such request."),
    "account_request.wait": lazy_plural(
        "This was asked for many times already. You can ask again in %(minutes)s minute.",
        "This was asked for many times already. You can ask again in %(minutes)s minutes.",
        counted_by="minutes",
    ),
    "account_request.decided": lazy("Somebody else has decided this request already."),
    "stale.account_request": lazy(
        "The request or the record changed after you opened the page. Look at it again before you decide."
    ),
    "account_request.has_account": lazy(
        "The student has an account already. Refuse, and tell them to use “Password forgotten?” on the sign-in page."
    ),
    "account_request.closed": lazy("The account of this student was deactivated. Ask an administrator."),
    "account_request.has_roles": lazy("This person holds a role as staff, so an administrator decides."),
    "account_request.other_school": lazy("This number belongs to a student of another school, so the office decides."),
    "account_request.name_differs": lazy(
        "The registry has another name for this number. Refuse; the student can ask again with the name it has."
    ),
    "account_request.short.access.own_case": lazy("Your own"),
    "account_request.short.account_request.has_account": lazy("Has an account"),
    "account_request.short.account_request.closed": lazy("Account deactivated"),
    "account_request.short.account_request.has_roles": lazy("Is staff"),
    "account_request.short.account_request.other_school": lazy("Of another school"),
    "account_request.short.account_request.name_differs": lazy("Another name"),
    "account_request.entry_year": lazy("Enter the year of entry, such as 2024."),
    "account_request.program_years": lazy("Enter a number of years from %(low)s to %(top)s."),
    "account_request.birth_on": lazy("This date of birth does not go with the year of entry."),
    "account_request.facts": lazy("Choose level, field and category from what is offered."),
    "account_request.no_reason": lazy("Choose a reason."),
    "account_request.no_note": lazy("Say why."),
    "account_request.long": lazy("Say it in up to %(most)s characters."),
    "account_request.reason.not_found": lazy("Not a student of ours"),
    "account_request.reason.differs": lazy("Number and name do not belong together"),
    "account_request.reason.has_account": lazy("Has an account already"),
    "account_request.reason.not_reached": lazy("Could not be reached to make sure"),
    "account_request.reason.other": lazy("Another reason"),
    "audit.account_request.decide": lazy("Account requests"),
    "audit.account_request.decide.confirmed": lazy("Account request confirmed, invitation sent"),
    "audit.account_request.decide.enrolled": lazy("Account request confirmed, student entered and invited"),
    "audit.account_request.decide.refused": lazy("Account request refused"),
    "audit.object.account_request": lazy("Account request"),
}
