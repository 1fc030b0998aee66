"""The desk of accounts: signing in, mailed links, and what people see and set of themselves."""

from mobility.blueprints.auth import (
    account,
    deputies,
    factors,
    links,
    prove,
    record,
    recovery,
    requests,
    results,
    sign_in,
)
from mobility.blueprints.auth.blueprint import desk

__all__ = [
    "account",
    "deputies",
    "desk",
    "factors",
    "links",
    "prove",
    "record",
    "recovery",
    "requests",
    "results",
    "sign_in",
]
