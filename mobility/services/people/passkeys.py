"""Passkeys (WebAuthn): the challenge that a browser must answer, and the answers of new and known keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import webauthn
from sqlalchemy import select, update
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mobility.core.terms import Actor, Refused
from mobility.database import db, now, transaction
from mobility.models import SecondFactor, User, UserSession
from mobility.queries.factors import ISSUER, credentials_of, is_current
from mobility.services.people import throttle
from mobility.services.people.factors import NAME_LENGTH, Added, added, lock, tries_of

CHALLENGE_LIFE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is: a passkey belongs to the host and signs the origin."""

    host: str
    origin: str


def ask_new(actor: Actor, session_id: int, site: Site) -> dict[str, Any]:
    """What a browser needs to make a new passkey. Its answer counts once, for five minutes, in this sign-in."""
    with transaction():
        user = db.session.get_one(User, actor.user_id)
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=ISSUER,
            user_id=sha256(f"mobility user {user.id}".encode()).digest(),
            user_name=user.email or user.name,
            user_display_name=user.name,
            exclude_credentials=_descriptors(user.id),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
        _keep_challenge(session_id, options.challenge)
    return _plain(webauthn.options_to_json(options))


def ask_known(actor: Actor, session_id: int, site: Site) -> dict[str, Any]:
    """What a browser needs to answer by one of the person's passkeys."""
    with transaction():
        options = webauthn.generate_authentication_options(
            rp_id=site.host,
            allow_credentials=_descriptors(actor.user_id or 0),
            user_verification=UserVerificationRequirement.PREFERRED,
        )
        _keep_challenge(session_id, options.challenge)
    return _plain(webauthn.options_to_json(options))


def add(actor: Actor, session_id: int, credential: str, name: str, site: Site) -> Added:
    """Take a new passkey by the browser's answer. Raises Refused `passkey.wrong` or `passkey.known`."""
    with transaction():
        user = lock(actor)
        try:
            verified = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=_use_challenge(session_id),
                expected_rp_id=site.host,
                expected_origin=site.origin,
            )
        except (WebAuthnException, ValueError, KeyError) as error:
            raise Refused("passkey.wrong") from error
        if verified.credential_id in credentials_of(user.id):
            raise Refused("passkey.known")
        factor = SecondFactor(
            institution_id=user.institution_id,
            user_id=user.id,
            kind="passkey",
            name=name.strip()[:NAME_LENGTH],
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            confirmed_at=now(),
            used_at=now(),
        )
        db.session.add(factor)
        db.session.flush()
        return added(actor, user, session_id, factor, "passkey_added")


def use(actor: Actor, session_id: int, credential: str, site: Site) -> None:
    """Judge the answer of a known passkey, inside the caller's transaction. Raises Refused `passkey.wrong`."""
    challenge = _use_challenge(session_id)
    try:
        credential_id = base64url_to_bytes(str(json.loads(credential)["id"]))
        factor = db.session.scalars(
            select(SecondFactor)
            .where(SecondFactor.user_id == actor.user_id, SecondFactor.credential_id == credential_id, is_current())
            .with_for_update()
        ).one_or_none()
        if factor is None:
            raise Refused("passkey.wrong")
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=factor.public_key or b"",
            credential_current_sign_count=factor.sign_count,
        )
    except (WebAuthnException, LookupError, ValueError, TypeError) as error:
        raise Refused("passkey.wrong") from error
    factor.sign_count, factor.used_at = verified.new_sign_count, now()
    throttle.forgive(tries_of(actor))


def _descriptors(user_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in credentials_of(user_id)]


def _keep_challenge(session_id: int, challenge: bytes) -> None:
    kept = {"challenge": challenge, "challenged_at": now()}
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(kept))


def _use_challenge(session_id: int) -> bytes:
    """The challenge that this sign-in was given, which is worth nothing from now on. Raises Refused `passkey.wrong`."""
    row = db.session.execute(
        select(UserSession.challenge, UserSession.challenged_at).where(UserSession.id == session_id).with_for_update()
    ).one()
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(challenge=None))
    if row.challenge is None or row.challenged_at < now() - CHALLENGE_LIFE:
        raise Refused("passkey.wrong")
    challenge: bytes = row.challenge
    return challenge


def _plain(options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(options)
    return found
