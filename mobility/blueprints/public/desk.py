"""The desk of everybody: what may be read without signing in."""

from typing import Final

from flask import Blueprint

desk: Final = Blueprint("public", __name__)
