"""The filter of the documents to check: it stands in the address, so that it survives a reload and leads on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import request

from mobility.queries.document_checks import STATES, CheckFilter


def wanted_documents() -> CheckFilter:
    """The filter that the address holds."""
    state = request.args.get("state", "")
    return CheckFilter(
        state=state if state in STATES else STATES[0],
        call_id=request.args.get("call", type=int),
        unit_id=request.args.get("unit", type=int),
        text=request.args.get("text", "")[:100],
    )


def kept(wanted: CheckFilter) -> dict[str, Any]:
    """The filter as arguments of an address, without what is not set."""
    names = {"call_id": "call", "unit_id": "unit"}
    given = {names.get(key, key): value for key, value in asdict(wanted).items()}
    return {key: value for key, value in given.items() if value not in (None, "", STATES[0])}
