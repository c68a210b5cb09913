"""What is missing, as calls tell it: each thing with the call that reads or mends it."""

from __future__ import annotations

from typing import Any

from portfolio.domain.readiness import Lack, LackCode
from portfolio.per_request import API


def told(lack: Lack, initiative_id: int) -> dict[str, Any]:
    """One thing that an initiative lacks."""
    return {
        "code": lack.code,
        "text": lack.text,
        "href": _href(lack, initiative_id),
        "waiver": lack.waiver if lack.waivable else None,
        "waived": lack.waived,
        "benefit_id": lack.benefit_id,
        "step": lack.step,
    }


def _href(lack: Lack, initiative_id: int) -> str:
    initiative = f"{API}/initiatives/{initiative_id}"
    if lack.benefit_id is not None:
        return f"{API}/benefits/{lack.benefit_id}"
    if lack.adoption_id is not None:
        return f"{initiative}/adoptions/{lack.adoption_id}"
    return f"{initiative}/phases" if lack.code is LackCode.TIMETABLE else initiative
