"""Words for a school's own rule about its vice dean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "stale.unit": lazy("Somebody else changed this unit after you opened the page. Look at it and save again."),
    "setting.as_institution": lazy("as the institution says"),
}
