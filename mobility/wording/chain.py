"""What is said where the chain over the audit is not as it was written."""

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "chain.changed": lazy(
        "%(institution)s: event %(id)s at position %(position)s was changed, swapped or put in afterwards."
    ),
    "chain.missing": lazy("%(institution)s: the event at position %(position)s is missing."),
    "chain.unsealed": lazy("%(institution)s: event %(id)s stands outside the chain: it was put in by another way."),
    "chain.head": lazy(
        "%(institution)s: the chain does not end at position %(position)s, where its head says it does."
    ),
    "chain.export": lazy(
        "%(institution)s: position %(position)s is not what was exported: the audit was cut off, rewritten or restored."
    ),
    "chain.file": lazy("The file of exported heads was changed (%(institution)s, position %(position)s)."),
}
