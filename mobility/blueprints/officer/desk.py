"""The desk itself, so that its pages can be in rooms of their own."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

desk: Final = Blueprint("officer", __name__, url_prefix="/school")
