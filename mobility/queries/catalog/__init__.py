"""Reads what everybody may see: calls as cards and pages, and the hosts they lead to."""

from mobility.queries.catalog.cards import STATUSES, CallCard, HostBrief, Status
from mobility.queries.catalog.listing import PAGE_SIZE, Catalog, Facets, catalog, count, facets
from mobility.queries.catalog.pages import (
    Attachment,
    CallPage,
    PartnerPage,
    Step,
    call_page,
    key_of,
    open_calls_without,
    partner_page,
)
from mobility.queries.catalog.partners import PARTNERS_ON_PAGE, PartnerLine, PartnerList, partner_counts, partners
from mobility.queries.catalog.wanted import SORTS, WITHIN, Wanted

__all__ = [
    "PAGE_SIZE",
    "PARTNERS_ON_PAGE",
    "SORTS",
    "STATUSES",
    "WITHIN",
    "Attachment",
    "CallCard",
    "CallPage",
    "Catalog",
    "Facets",
    "HostBrief",
    "PartnerLine",
    "PartnerList",
    "PartnerPage",
    "Status",
    "Step",
    "Wanted",
    "call_page",
    "catalog",
    "count",
    "facets",
    "key_of",
    "open_calls_without",
    "partner_counts",
    "partner_page",
    "partners",
]
