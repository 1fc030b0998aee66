"""The servers that `mobility up` and the tests start by themselves, so that a bare machine needs none installed."""

from mobility.cli.servers.child import Child, Running, ServerFailed
from mobility.cli.servers.place import Place
from mobility.cli.servers.postgres import PostgreSQL
from mobility.cli.servers.valkey import Valkey

__all__ = ["Child", "Place", "PostgreSQL", "Running", "ServerFailed", "Valkey"]
