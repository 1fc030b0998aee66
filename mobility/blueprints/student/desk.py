"""The desk of students: their applications and their letters."""

from typing import Final

from flask import Blueprint

desk: Final = Blueprint("student", __name__)
