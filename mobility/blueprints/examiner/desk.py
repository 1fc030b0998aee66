"""The blueprint that the pages of this desk hang on."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

desk: Final = Blueprint("examiner", __name__, url_prefix="/language-tests")
