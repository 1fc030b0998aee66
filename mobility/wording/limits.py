"""Words for the limits of applications per term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "limit.per_term": lazy(
        "A student may have at most %(maximum)s applications at a time in one term, and you have these: %(text)s. "
        "Give one of them up first, if this one matters more."
    ),
    "limit.per_term_kind": lazy(
        "A student may have at most %(maximum)s applications of this kind at a time in one term, and you have these: "
        "%(text)s. Give one of them up first, if this one matters more."
    ),
}
