"""Lists that offices print, seal and send: each a record of columns and of who stands on it, all read in one way."""

from mobility.queries.lists.catalog import CATALOG, FILES, OWN_SCHOOL, PROPOSED, SCHOOL, OfficeList
from mobility.queries.lists.chosen import file_ids
from mobility.queries.lists.columns import Column, Kind
from mobility.queries.lists.read import ROLES, About, Cell, Sheet, Table, files, hosts, table

__all__ = [
    "CATALOG",
    "FILES",
    "OWN_SCHOOL",
    "PROPOSED",
    "ROLES",
    "SCHOOL",
    "About",
    "Cell",
    "Column",
    "Kind",
    "OfficeList",
    "Sheet",
    "Table",
    "file_ids",
    "files",
    "hosts",
    "table",
]
