"""The blueprint that every page of this desk hangs on."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

desk: Final = Blueprint("auth", __name__)
