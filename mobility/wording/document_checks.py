"""What desks say of documents: why one is given back, and why nothing can be said of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.core.questions.documents import ReturnReason
from mobility.i18n import LazyText, _, current_locale, lazy

REASONS: Final[Mapping[str, LazyText]] = {
    ReturnReason.UNREADABLE: lazy("It cannot be read: blurred, cut off or too dark"),
    ReturnReason.INCOMPLETE: lazy("Pages are missing"),
    ReturnReason.WRONG: lazy("It is another document than the one asked for"),
    ReturnReason.NOT_YOURS: lazy("It is not in the student's name"),
    ReturnReason.EXPIRED: lazy("It is no longer valid"),
    ReturnReason.NOT_SIGNED: lazy("The signature or seal is missing"),
    ReturnReason.OTHER: lazy("Another reason, told below"),
}
"""The reasons as a desk chooses among them."""

_TOLD: Final[Mapping[str, LazyText]] = {
    ReturnReason.UNREADABLE: lazy(
        "It cannot be read. Take it anew in good light, with all four corners in the picture."
    ),
    ReturnReason.INCOMPLETE: lazy("Pages are missing. Upload all pages."),
    ReturnReason.WRONG: lazy("This is another document than the one asked for."),
    ReturnReason.NOT_YOURS: lazy("It is not in your name."),
    ReturnReason.EXPIRED: lazy("It is no longer valid. Upload one that is."),
    ReturnReason.NOT_SIGNED: lazy("The signature or seal is missing."),
    "infected": lazy("The virus scanner found something in it. Make it anew on another device."),
    "damaged": lazy("The file was damaged after you uploaded it. Upload it once more."),
}
"""The same as the student reads them."""

CODES: Final[Mapping[str, LazyText]] = {
    **{f"document_return.{code}": words for code, words in REASONS.items()},
    "document_return.infected": lazy("A virus was found"),
    "document_return.damaged": lazy("The file was damaged in the store"),
    "document.verdict": lazy("Accept the document or give it back."),
    "document.return_code": lazy("Choose why you give it back."),
    "document.return_text": lazy("Tell the student what is wrong and what to do."),
    "document.return_too_long": lazy("Use up to %(length)s characters."),
    "document.check_closed": lazy(
        "The student has this application, or it has ended: its documents are not checked now."
    ),
    "document.replace_only": lazy(
        "While your application is being worked on you can replace this file, not remove it."
    ),
    "stale.document_replaced": lazy("The student has replaced this file meanwhile. Look at the new one."),
    "stale.document_checked": lazy("Somebody else has checked this document meanwhile. Look at what they said."),
    "audit.document.check.accepted": lazy("Document accepted"),
    "audit.document.check.returned": lazy("Document given back to the student"),
    "audit.document.check.undone": lazy("Check of a document taken back"),
    "notice.document_returned": lazy("Documents to replace"),
    "notice.document_locked": lazy("A file cannot be opened"),
    "notice.document_locked_desk": lazy("A student's file is locked"),
}


def told(code: str | None, words: str | None) -> str:
    """Why a document came back, as the student reads it: the reason chosen, then what the desk wrote."""
    known = [str(_TOLD[code])] if code is not None and code in _TOLD else []
    return ("" if current_locale() == "zh_Hans" else " ").join([*known, *([words] if words else [])])


def why_returned(title: str, code: str | None, words: str | None) -> str:
    """One document with why it came back, in one line."""
    return _("%(document)s: %(why)s", document=title, why=told(code, words))
