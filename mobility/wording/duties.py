"""Words for proposing, approving and releasing by different people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "notice.list_to_release": lazy("List to release"),
    "release.nobody": lazy(
        "Nobody could release this list: besides who proposed it and you there is no head or coordinator of this call. "
        "Ask the administrator."
    ),
    "release.not_waiting": lazy("This list does not wait for anybody to release it."),
    "release.own_proposal": lazy("You proposed this list, so somebody else releases it."),
    "release.own_approval": lazy("You approved this list, so somebody else releases it."),
    "audit.release.confirm": lazy("List released by a third person"),
}
