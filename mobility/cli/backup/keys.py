"""Tells whether two installations have the same keys, without a word about the keys themselves."""

from __future__ import annotations

from hashlib import sha256

from mobility.config import Settings


def fingerprints(settings: Settings) -> dict[str, str]:
    """A fingerprint of each key that the database's content depends on, by the name of its setting."""
    named = {"MOBILITY_AUDIT_KEY": settings.audit_key.get_secret_value()}
    for version, key in settings.keys_by_version.items():
        named[f"MOBILITY_ENCRYPTION_KEYS, version {version}"] = key.get_secret_value()
    return {name: _fingerprint(name, key) for name, key in named.items() if key}


def _fingerprint(name: str, key: str) -> str:
    """The keys are random and long, so that nobody can try them out against this."""
    return sha256(f"mobility backup|{name}|{key}".encode()).hexdigest()[:32]
