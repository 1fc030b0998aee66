"""The words of the vault, in which students keep documents for every application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

KIND_NAMES: Final[Mapping[str, LazyText]] = {
    "passport": lazy("Passport or permit"),
    "language_test": lazy("Language test"),
    "insurance": lazy("Insurance"),
    "transcript": lazy("Transcript"),
    "other": lazy("Something else"),
}

CODES: Final[Mapping[str, LazyText]] = {
    **{f"vault.kind.{key}": name for key, name in KIND_NAMES.items()},
    "vault.unknown": lazy("There is no such document among yours."),
    "vault.kind": lazy("Choose what the document is."),
    "vault.expires_on": lazy("Enter the last day on which this document is valid."),
    "vault.expired": lazy("This document has expired. Keep or upload a valid one."),
    "vault.no_last_day": lazy(
        "In My documents nothing is said of until when this one is good, and this application asks for it. Upload the "
        "file here, with its last day."
    ),
    "vault.full": lazy("Up to %(most)s documents can be kept. Remove one that you no longer need."),
    "audit.vault.use": lazy("Own documents kept"),
    "audit.object.vault_file": lazy("Kept document"),
}
