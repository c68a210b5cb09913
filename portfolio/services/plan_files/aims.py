"""What a plan file's benefits want of their measures: baseline, targets with their history, and the part claimed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from portfolio.domain.aims import check_aim
from portfolio.domain.errors import InvalidFields
from portfolio.domain.measures import Direction
from portfolio.domain.periods import from_code
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import BenefitMeasure, BenefitTarget, InterimTarget, Measure
from portfolio.services.plan_files.matching import set_given
from portfolio.services.plan_files.measures import decimal
from portfolio.services.plan_files.report import Loading

_PLAIN = ("baseline_reason", "baseline_by", "method", "paired", "contribution", "contribution_reason")
_NUMBERS = ("baseline_value", "share")


class AimLoader:
    """Fills the links between benefits and measures; measures with their series are there already."""

    def __init__(self, loading: Loading, units: dict[str, int]) -> None:
        self.loading = loading
        self.ctx = loading.ctx
        self.session = loading.ctx.session
        self.report = loading.report
        self.units = units

    def fill(self, links: dict[str, BenefitMeasure], items: list[Item | str], where: str) -> None:
        """Set what the file states of each link, by its measure's key; a key alone leaves what is stored untouched.

        Raises PlanFileError for a series that the measure does not have, and for what breaks a rule.
        """
        for index, item in enumerate(items):
            if not isinstance(item, str):
                self._fill(links[item["measure"]], item, f"{where}[{index}]")

    def _fill(self, link: BenefitMeasure, item: Item, where: str) -> None:
        set_given(link, item, _PLAIN)
        for name in _NUMBERS:
            if name in item:
                setattr(link, name, decimal(item[name]))
        if "baseline_period" in item:
            link.baseline_period = from_code(item["baseline_period"]) if item["baseline_period"] else None
        if "series" in item:
            link.series_id = self._series_id(link, item["series"], where) if item["series"] else None
        self._targets(link, item, where)
        self._interim(link, item, where)
        self.session.flush()
        _check(link, where)

    def _series_id(self, link: BenefitMeasure, name: Item, where: str) -> int:
        measure = self.session.get_one(Measure, link.measure_id)
        wanted = (name["version"], self.units[name["unit"]] if name["unit"] else None, name["sex"])
        for one in measure.series:
            if (one.version, one.unit_id, one.sex) == wanted:
                return int(one.id)
        raise PlanFileError([f"{where}.series: mätetalet har ingen sådan serie"])

    def _targets(self, link: BenefitMeasure, item: Item, where: str) -> None:
        if "targets" not in item:
            return
        found = {one.number: one for one in link.targets}
        for index, given in enumerate(item["targets"]):
            row = found.get(given["number"])
            if row is None:
                given = complete("targets", given, f"{where}.targets[{index}]")
                row = found[given["number"]] = BenefitTarget(
                    number=given["number"], value=Decimal(given["value"]), set_at=self.ctx.now
                )
                link.targets.append(row)
            set_given(row, given, ("reason",))
            if "value" in given:
                row.value = Decimal(given["value"])
            if "period" in given:
                row.period = from_code(given["period"]) if given["period"] else None
            if given.get("set_at"):
                row.set_at = datetime.fromisoformat(given["set_at"])
        # The highest number is the target that holds, wherever it stands in the file.
        link.targets.sort(key=lambda one: one.number)
        self._absent(f"mål för {link.measure.key}", list(found), [one["number"] for one in item["targets"]])

    def _interim(self, link: BenefitMeasure, item: Item, where: str) -> None:
        if "interim" not in item:
            return
        found = {one.period.code: one for one in link.interim}
        for index, given in enumerate(item["interim"]):
            row = found.get(given["period"])
            if row is None:
                given = complete("interim", given, f"{where}.interim[{index}]")
                row = found[given["period"]] = InterimTarget(
                    period=from_code(given["period"]), value=Decimal(given["value"])
                )
                link.interim.append(row)
            elif "value" in given:
                row.value = Decimal(given["value"])
        self._absent(f"delmål för {link.measure.key}", list(found), [one["period"] for one in item["interim"]])

    def _absent(self, what: str, held: list[int] | list[str], given: list[int] | list[str]) -> None:
        self.report.absent += [f"{what}: {one}" for one in held if one not in given]


def _check(link: BenefitMeasure, where: str) -> None:
    target = link.targets[-1] if link.targets else None
    try:
        check_aim(
            # Which side of the baseline a target lies on is judged when it is set: a measure may have been given
            # another direction since, and what is stored has to come back as it is.
            direction=Direction.NEUTRAL,
            tolerance=link.measure.tolerance,
            baseline_value=link.baseline_value,
            baseline_period=link.baseline_period,
            baseline_reason=link.baseline_reason,
            baseline_by=link.baseline_by,
            target=target.value if target else None,
            target_period=target.period if target else None,
            interim=[(one.period, one.value) for one in link.interim],
            share=link.share,
        )
    except InvalidFields as problem:
        raise PlanFileError([f"{where}.{field}: {text}" for field, text in problem.problems.items()]) from None
