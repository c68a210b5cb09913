"""What a plan file tells of measures besides their fields: what they were, their series and their values."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portfolio.domain.errors import InvalidFields, PortfolioError
from portfolio.domain.measurements import Figures, check_period, settled
from portfolio.domain.measures import MeasurementState, check_measure, has_counts
from portfolio.domain.periods import from_code
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import ExcludedPeriod, Measure, Measurement, MeasureVersion, Organisation, Series
from portfolio.services import measures
from portfolio.services.plan_files.matching import set_given
from portfolio.services.plan_files.report import Loading

#: Fields of a measure that are no columns of its own.
PARTS = ("versions", "series", "excluded")

_FIGURES = ("value", "numerator", "denominator", "sent")
_TEXTS = ("no_value_reason", "comment", "influences", "evidence_link", "state", "return_reason")
_TIMES = ("recorded_at", "submitted_at", "reviewed_at")

_OF_VERSION = (
    "definition",
    "numerator",
    "denominator",
    "unit",
    "multiplier",
    "direction",
    "accumulation",
    "frequency",
    "reason",
)


class MeasureLoader:
    """Fills the measures of a file; their own rows and the organisations are there already."""

    def __init__(self, loading: Loading, organisations: dict[str, Organisation]) -> None:
        self.loading = loading
        self.ctx = loading.ctx
        self.session = loading.ctx.session
        self.report = loading.report
        self.units = {key: row.id for key, row in organisations.items()}
        self.keys = {row.id: key for key, row in organisations.items()}

    def fill(self, row: Measure, item: Item, where: str) -> None:
        """Add and update what the item holds. Raises PlanFileError for what breaks a rule, with its path."""
        _check(row, where)
        self._versions(row, item, where)
        if any(one.number >= row.version for one in row.versions):
            raise PlanFileError([f"{where}.version: mätetalet är redan i en senare version"])
        self._series(row, item, where)
        # A list that is absent still leaves the measure a series to record in.
        if not any(one.is_present and one.unit_id is None and one.sex is None for one in row.series):
            measures.whole(self.ctx, row).example = row.example
        self._excluded(row, item, where)
        self.session.flush()

    def _versions(self, row: Measure, item: Item, where: str) -> None:
        found = {one.number: one for one in row.versions}
        for index, given in enumerate(item.get("versions", ())):
            version = found.get(given["number"])
            if version is None:
                given = complete("versions", given, f"{where}.versions[{index}]")
                version = found[given["number"]] = MeasureVersion(number=given["number"], ended_at=self.ctx.now)
                row.versions.append(version)
            set_given(version, given, _OF_VERSION)
            if given.get("ended_at"):
                version.ended_at = _instant(given["ended_at"])
        if "versions" in item:
            self._absent(f"versioner av {row.key}", found, [one["number"] for one in item["versions"]])

    def _series(self, row: Measure, item: Item, where: str) -> None:
        found = {(one.version, one.unit_id, one.sex): one for one in row.series}
        named = []
        for index, given in enumerate(item.get("series", ())):
            at = f"{where}.series[{index}]"
            if given["version"] > row.version:
                raise PlanFileError([f"{at}.version: mätetalet har bara {row.version} versioner"])
            unit = given.get("unit")
            name = (given["version"], self.units[unit] if unit else None, given.get("sex"))
            named.append(name)
            series = found.get(name)
            if series is None:
                given = complete("series", given, at)
                series = found[name] = Series(version=name[0], unit_id=name[1], sex=name[2], example=False)
                row.series.append(series)
            if "example" in given:
                series.example = self.loading.example(given)
            self.session.flush()
            self._measurements(row, series, given, at)
        if "series" in item:
            left = {name: series for name, series in found.items() if name not in named and self._has_values(series)}
            self.report.absent += [f"serier av {row.key}: {self._called(name)}" for name in left]

    def _measurements(self, measure: Measure, series: Series, item: Item, where: str) -> None:
        if "measurements" not in item:
            return
        stored = self.session.scalars(select(Measurement).where(Measurement.series_id == series.id))
        found = {(one.period.code, one.number): one for one in stored}
        for index, given in enumerate(item["measurements"]):
            at = f"{where}.measurements[{index}]"
            row = found.get((given["period"], given["number"]))
            self.report.count("mätvärden", new=row is None)
            if row is None:
                given = complete("measurements", given, at)
                row = Measurement(
                    series_id=series.id, number=given["number"], recorded_at=self.ctx.now, state=given["state"]
                )
                row.period = from_code(given["period"])
                self.session.add(row)
            self._measurement(row, given)
            _check_measurement(self.ctx, measure, series, row, at)
        given_ones = {(one["period"], one["number"]) for one in item["measurements"]}
        name = self._called((series.version, series.unit_id, series.sex))
        left = [f"{period} ({number})" for period, number in found if (period, number) not in given_ones]
        self.report.absent += [f"mätvärden av {measure.key}, {name}: {one}" for one in left]

    def _measurement(self, row: Measurement, item: Item) -> None:
        set_given(row, item, _TEXTS)
        for name in _FIGURES:
            if name in item:
                setattr(row, name, decimal(item[name]))
        for name in _TIMES:
            if item.get(name):
                setattr(row, name, _instant(item[name]))
        if "example" in item:
            row.example = self.loading.example(item)
        # Who did it stays behind, and so does the time where a file is written by hand.
        if row.submitted_at is None and row.state is not MeasurementState.DRAFT:
            row.submitted_at = row.recorded_at
        if row.reviewed_at is None and row.state in (MeasurementState.REVIEWED, MeasurementState.RETURNED):
            row.reviewed_at = row.submitted_at

    def _excluded(self, row: Measure, item: Item, where: str) -> None:
        if "excluded" not in item:
            return
        # One that was lifted here and stands in the file is left out anew, as a row of its own.
        present = (ExcludedPeriod.measure_id == row.id, ExcludedPeriod.lifted_at.is_(None))
        stored = self.session.scalars(select(ExcludedPeriod).where(*present))
        found = {(one.period.code, one.reason): one for one in stored}
        for index, given in enumerate(item["excluded"]):
            name = (given["period"], given["reason"])
            if name not in found:
                given = complete("excluded", given, f"{where}.excluded[{index}]")
                made = ExcludedPeriod(measure_id=row.id, reason=name[1], excluded_at=self.ctx.now, example=False)
                made.period = from_code(name[0])
                found[name] = made
                self.session.add(made)
            if "example" in given:
                found[name].example = self.loading.example(given)
            if given.get("excluded_at"):
                found[name].excluded_at = _instant(given["excluded_at"])
        named = {(one["period"], one["reason"]) for one in item["excluded"]}
        self._absent(f"undantagna perioder av {row.key}", {one[0]: one for one in found if one not in named}, [])

    def _has_values(self, series: Series) -> bool:
        return (
            self.session.scalar(select(Measurement.id).where(Measurement.series_id == series.id).limit(1)) is not None
        )

    def _called(self, name: tuple[int, int | None, Any]) -> str:
        version, unit_id, sex = name
        return ", ".join([f"version {version}", *([self.keys[unit_id]] if unit_id else []), *([sex] if sex else [])])

    def _absent(self, what: str, found: dict[Any, Any], given: list[Any]) -> None:
        self.report.absent += [f"{what}: {one}" for one in found if one not in given]


def decimal(digits: str | None) -> Decimal | None:
    """A number of a file, to the last digit."""
    return None if digits is None else Decimal(digits)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _check(row: Measure, where: str) -> None:
    names = ("frequency", "direction", "accumulation", "chart", "numerator", "denominator", "multiplier", "decimals")
    # A level to keep may lack its tolerance until somebody sets it: step seven asks for none.
    tolerance = Decimal(0) if row.tolerance is None else row.tolerance
    try:
        check_measure(tolerance=tolerance, **{name: getattr(row, name) for name in names})
    except InvalidFields as problem:
        raise PlanFileError([f"{where}.{field}: {text}" for field, text in problem.problems.items()]) from None


def _check_measurement(ctx: Any, measure: Measure, series: Series, row: Measurement, where: str) -> None:
    """Hold a value against the definition of its series; what its counts make is put in where the file is silent."""
    former = {one.number: one for one in measure.versions}
    told: Measure | MeasureVersion = former.get(series.version, measure)
    if told.frequency is None:
        raise PlanFileError([f"{where}.period: mätetalet saknar frequency, så det får inga värden"])
    try:
        check_period(row.period, frequency=told.frequency, today=ctx.today)
        figures = settled(
            Figures(row.value, row.numerator, row.denominator, row.no_value_reason, row.sent),
            has_counts=has_counts(numerator=told.numerator, denominator=told.denominator),
            multiplier=told.multiplier,
            decimals=measure.decimals,
        )
    except PortfolioError as problem:
        field = getattr(problem, "field", None) or next(iter(getattr(problem, "problems", {})), "value")
        raise PlanFileError([f"{where}.{field}: {problem}"]) from None
    if row.value is None:
        row.value = figures.value
