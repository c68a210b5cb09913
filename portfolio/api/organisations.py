"""Organisations: the tree that plans, roles and adoptions point into."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls
from portfolio.schemas.organisations import OrganisationSchema
from portfolio.services import plan_lists
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("organisations", tag="Organisationer")


@calls.listing("/organisations", answers=OrganisationSchema, summary="Organisationerna, från huvudmän till enheter")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[Any]:
    return plan_lists.organisations(ctx, query["page"], updated_since=query.get("updated_since"))
