"""The extensions of Flask that the desks share, made here so that a desk can name them before there is a program."""

from __future__ import annotations

from typing import Final

from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

csrf: Final = CSRFProtect()
login_manager: Final = LoginManager()
