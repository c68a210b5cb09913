"""The plan's library of measures, with their earlier versions and their series."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.measures import Accumulation, ChartKind, Direction, Frequency, MeasureLevel, MeasurementState, Sex
from portfolio.domain.periods import Period
from portfolio.domain.permissions import Scope
from portfolio.models.base import (
    Base,
    EnumText,
    Exact,
    Id,
    Instant,
    Key,
    Long,
    OptionalInstant,
    OptionalLong,
    OptionalTitle,
    PeriodText,
    Title,
)
from portfolio.models.organisation import Organisation
from portfolio.models.plan import Plan
from portfolio.models.user import User

if TYPE_CHECKING:
    from portfolio.models.benefit import BenefitMeasure


class Measure(Base):
    """A measure (mätetal) of a plan, shared by the benefits that it tells about; its fields are its present version."""

    __tablename__ = "measures"
    __table_args__ = (UniqueConstraint("plan_id", "key"), UniqueConstraint("plan_id", "name"))

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    name: Mapped[Title]
    definition: Mapped[OptionalLong]
    numerator: Mapped[OptionalLong]
    denominator: Mapped[OptionalLong]
    unit: Mapped[OptionalTitle]
    multiplier: Mapped[int] = mapped_column(default=1)
    decimals: Mapped[int] = mapped_column(default=1)
    direction: Mapped[Direction] = mapped_column(EnumText(Direction))
    tolerance: Mapped[Decimal | None] = mapped_column(Exact)
    chart: Mapped[ChartKind] = mapped_column(EnumText(ChartKind), default=ChartKind.XMR)
    summable: Mapped[bool] = mapped_column(default=False)
    accumulation: Mapped[Accumulation] = mapped_column(EnumText(Accumulation), default=Accumulation.PERIOD)
    level: Mapped[MeasureLevel | None] = mapped_column(EnumText(MeasureLevel))
    source: Mapped[OptionalTitle]
    frequency: Mapped[Frequency | None] = mapped_column(EnumText(Frequency))
    kolada_id: Mapped[str | None] = mapped_column(String(20))
    # Whether counts below five are left out of what is exported: whoever knows the unit could tell who they are.
    suppress_small: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    example: Mapped[bool]

    plan: Mapped[Plan] = relationship()
    versions: Mapped[list[MeasureVersion]] = relationship(order_by="MeasureVersion.number")
    series: Mapped[list[Series]] = relationship(order_by="Series.id", back_populates="measure")
    uses: Mapped[list[BenefitMeasure]] = relationship(order_by="BenefitMeasure.id", back_populates="measure")

    def scope(self) -> Scope:
        # Whoever leads one of the initiatives that use it may record its values.
        return Scope(
            plan_id=self.plan_id,
            organisation_ids=self.plan.owner.with_ancestors(),
            initiative_ids=frozenset(use.benefit.initiative_id for use in self.uses),
        )


class MeasureVersion(Base):
    """What a measure's definition was until it was changed, and why it was."""

    __tablename__ = "measure_versions"
    __table_args__ = (UniqueConstraint("measure_id", "number"),)

    id: Mapped[Id]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"))
    number: Mapped[int]
    definition: Mapped[OptionalLong]
    numerator: Mapped[OptionalLong]
    denominator: Mapped[OptionalLong]
    unit: Mapped[OptionalTitle]
    multiplier: Mapped[int]
    direction: Mapped[Direction] = mapped_column(EnumText(Direction))
    accumulation: Mapped[Accumulation] = mapped_column(EnumText(Accumulation))
    frequency: Mapped[Frequency | None] = mapped_column(EnumText(Frequency))
    reason: Mapped[OptionalLong]
    ended_at: Mapped[Instant]


class Series(Base):
    """The values of one version of a measure: of the whole, or of one unit or sex."""

    __tablename__ = "series"

    id: Mapped[Id]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"), index=True)
    version: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    sex: Mapped[Sex | None] = mapped_column(EnumText(Sex))
    example: Mapped[bool]

    measure: Mapped[Measure] = relationship(back_populates="series")
    unit: Mapped[Organisation | None] = relationship()

    def scope(self) -> Scope:
        return self.measure.scope()

    @property
    def is_present(self) -> bool:
        """Whether it holds values of the measure as it is defined now."""
        return self.version == self.measure.version


class ExcludedPeriod(Base):
    """A time whose values say nothing of the effect, such as a pandemic or a change of record system, and why.

    Never removed: lifted, it counts no longer, and what was left out when can still be told.
    """

    __tablename__ = "excluded_periods"

    id: Mapped[Id]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"), index=True)
    period: Mapped[Period] = mapped_column(PeriodText)
    reason: Mapped[Long]
    excluded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    excluded_at: Mapped[Instant]
    lifted_at: Mapped[OptionalInstant]
    example: Mapped[bool]

    measure: Mapped[Measure] = relationship()
    excluder: Mapped[User | None] = relationship()

    def scope(self) -> Scope:
        return self.measure.scope()


class Measurement(Base):
    """A measured value (mätvärde) of a series and period, or why there is none. A correction is a row of its own.

    The latest one that was submitted counts; an earlier one does until the correction is, and again if it is returned.
    """

    __tablename__ = "measurements"
    __table_args__ = (UniqueConstraint("series_id", "period", "number"),)

    id: Mapped[Id]
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    period: Mapped[Period] = mapped_column(PeriodText)
    number: Mapped[int]
    value: Mapped[Decimal | None] = mapped_column(Exact)
    numerator: Mapped[Decimal | None] = mapped_column(Exact)
    denominator: Mapped[Decimal | None] = mapped_column(Exact)
    # Of a survey, how many were asked: the denominator are those who answered.
    sent: Mapped[Decimal | None] = mapped_column(Exact)
    no_value_reason: Mapped[OptionalTitle]
    comment: Mapped[OptionalLong]
    influences: Mapped[OptionalLong]
    evidence_link: Mapped[OptionalTitle]
    state: Mapped[MeasurementState] = mapped_column(EnumText(MeasurementState), index=True)
    return_reason: Mapped[OptionalLong]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_at: Mapped[Instant]
    submitted_at: Mapped[OptionalInstant]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    reviewed_at: Mapped[OptionalInstant]
    # Of a value that came with a file, so that those of one file are reviewed together.
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_runs.id"), index=True)
    example: Mapped[bool]

    series: Mapped[Series] = relationship()
    recorder: Mapped[User | None] = relationship(foreign_keys=[recorded_by])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewed_by])

    def scope(self) -> Scope:
        return self.series.scope()
