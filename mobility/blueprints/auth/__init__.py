"""The desk of accounts: signing in, mailed links, and what people see and set of themselves."""

from mobility.blueprints.auth import account, links, record, recovery, results, sign_in
from mobility.blueprints.auth.blueprint import desk

__all__ = ["account", "desk", "links", "record", "recovery", "results", "sign_in"]
