"""E-mail addresses: brought into one form, or refused with what is wrong."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from mobility.core.terms import Refused


def normalize(address: str) -> str:
    """The address in one form. Raises Refused `address.impossible` for what cannot be one; asks no name server."""
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Refused("address.impossible") from error
