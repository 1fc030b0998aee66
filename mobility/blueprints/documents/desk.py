"""The desk of files."""

from typing import Final

from flask import Blueprint

desk: Final = Blueprint("documents", __name__)
