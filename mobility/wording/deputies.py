"""Words for deputies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "deputy.already": lazy("This person is named for this role and some of these days already."),
    "deputy.nobody": lazy("No active member of the staff has this address."),
    "deputy.oneself": lazy("Name somebody else: nobody is their own deputy."),
    "deputy.order": lazy("The last day lies before the first."),
    "deputy.past": lazy("Choose today or a later day."),
    "deputy.role": lazy("For this role there is no deputy. Another person is given the role instead."),
    "deputy.too_long": lazy("Choose at most one year."),
    "deputy.unknown": lazy("There is no such deputy."),
    "notice.deputy_named": lazy("Deputy named"),
    "notice.deputy_revoked": lazy("Deputy revoked"),
    "audit.deputy.name": lazy("Deputies"),
    "audit.deputy.name.named": lazy("Deputy named"),
    "audit.deputy.name.revoked": lazy("Deputy revoked"),
}
