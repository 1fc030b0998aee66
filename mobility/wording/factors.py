"""What is said about second factors."""

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "factor.kind.totp": lazy("App"),
    "factor.kind.passkey": lazy("Passkey"),
    "factor.wrong": lazy("This code is not right, or was used already. Enter the one that is shown now."),
    "factor.nothing_begun": lazy("Begin again: this picture is not the newest one."),
    "factor.none": lazy("Add an app or a passkey first."),
    "factor.last": lazy("Staff keep a second factor: add another one before you end this one."),
    "factor.unknown": lazy("There is no such factor."),
    "passkey.wrong": lazy("The passkey's answer could not be confirmed. Try again."),
    "passkey.known": lazy("This passkey is added already."),
}
