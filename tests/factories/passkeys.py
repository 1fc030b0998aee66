"""A security key in software: makes passkeys and answers challenges as the standard says a device does."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT_AND_VERIFIED = 0b00000101
WITH_CREDENTIAL = 0b01000000


@dataclass
class SecurityKey:
    """One key for one site. `counter` goes up with each use, as a real one's does."""

    origin: str = "http://localhost"
    host: str = "localhost"
    counter: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    private_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """The answer to a request for a new passkey."""
        client = self._client("webauthn.create", options)
        identified = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._public_key()
        data = self._authenticator(PRESENT_AND_VERIFIED | WITH_CREDENTIAL) + identified
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": _text(client), "attestationObject": _text(attestation)})

    def answer(self, options: dict[str, Any]) -> str:
        """The answer to a request for a known passkey."""
        self.counter += 1
        client = self._client("webauthn.get", options)
        data = self._authenticator(PRESENT_AND_VERIFIED)
        signature = self.private_key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer({name: _text(value) for name, value in response.items()})

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _authenticator(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _public_key(self) -> bytes:
        """The key as COSE writes it (RFC 9053): ES256 on P-256."""
        numbers = self.private_key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        made: bytes = cbor2.dumps(key)
        return made

    def _answer(self, response: dict[str, str]) -> str:
        name = _text(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
