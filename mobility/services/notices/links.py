"""The addresses that letters link to: the institution's own host, and a path for each page people are sent to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from mobility.core.terms import Param, Role

PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": "/",
        "inbox": "/letters",
        "sign_in": "/sign-in",
        "account": "/account",
        "call": "/calls/{call_key}",
        "late": "/calls/{call_key}/late",
        "application": "/applications/{application_id}",
        "offer": "/applications/{application_id}/offer",
        "documents": "/applications/{application_id}/documents",
        "school": "/school",
        "reviews": "/reviews",
        "checks": "/checks",
        "dean": "/dean",
        "desk": "/office",
        "case": "/office/files/{application_id}",
        "checks_of_documents": "/documents/to-check",
        "language_tests": "/language-tests",
        "approvals": "/approvals",
        "proposal": "/approvals/{proposal_id}",
        "release": "/approvals/{proposal_id}/release",
        "school_list": "/dean/lists/{school_list_id}",
        "invitation": "/invitation/{token}",
        "password_reset": "/password/{token}",
        "address_change": "/address/{token}",
    }
)

DESKS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.OFFICER: "school",
        Role.VICE_DEAN: "dean",
        Role.CHECKER: "checks",
        Role.REVIEWER: "reviews",
        Role.EXAMINER: "language_tests",
        Role.COORDINATOR: "desk",
        Role.HEAD: "approvals",
    }
)
"""The page where each role finds what waits for it."""


def links(base_url: str, hosts: tuple[str, ...], ids: Mapping[str, Param]) -> dict[str, str]:
    """Every address whose ids are known. An institution with hosts of its own is linked by the first of them."""
    root = _root(base_url, hosts)
    known = {name: value for name, value in ids.items() if value is not None}
    return {name: root + path.format(**known) for name, path in PATHS.items() if _ids_of(path) <= known.keys()}


def _root(base_url: str, hosts: tuple[str, ...]) -> str:
    parts = urlsplit(base_url)
    if not hosts or parts.hostname in hosts:
        return base_url
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{hosts[0]}{port}"


def _ids_of(path: str) -> set[str]:
    return {part[1:-1] for part in path.split("/") if part.startswith("{")}
