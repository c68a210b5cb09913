"""How the timeline is looked at, by its address: what a column is, which time, what is shown besides the phases."""

from __future__ import annotations

from datetime import date

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from portfolio.domain.labels import label
from portfolio.domain.periods import Period, from_code, quarter
from portfolio.domain.timeline import Zoom
from portfolio.forms.initiatives import FilterForm

#: What the address says → what a column is.
_ZOOMS = {"": Zoom.QUARTER, "halvar": Zoom.HALF, "ar": Zoom.YEAR}

#: Effects live on after the project, so the window can be moved so many years beyond the plan's own time.
YEARS_AFTER = 5


class TimelineForm(FilterForm):
    """The filters of the list, and the view. What cannot be read changes nothing."""

    skala = SelectField(
        "Skala",
        choices=[SelectChoice(told, label(zoom)) for told, zoom in _ZOOMS.items()],
    )
    fran = SelectField("Från och med")
    till = SelectField("Till och med")
    visa = SelectField(
        "Visa",
        choices=[
            SelectChoice("", "Faser, effekter och händelser"),
            SelectChoice("faser", "Bara faser"),
            SelectChoice("aktiviteter", "Även alla aktiviteter"),
        ],
    )

    def offer(self, timeline: Period) -> None:
        """Set which quarters the window can begin and end with."""
        quarters = []
        if timeline.start is not None and timeline.end is not None:
            last = timeline.end.year + YEARS_AFTER
            quarters = [
                quarter(year, number) for year in range(timeline.start.year, last + 1) for number in range(1, 5)
            ]
        for field, blank in ((self.fran, "Tidplanens början"), (self.till, "Tidplanens slut")):
            field.choices = [SelectChoice("", blank), *(SelectChoice(one.code, one.label) for one in quarters)]

    @property
    def zoom(self) -> Zoom:
        """What a column is."""
        return _ZOOMS.get(self.skala.data or "", Zoom.QUARTER)

    def window(self, timeline: Period) -> tuple[date, date] | None:
        """The days that are looked at, the earlier end first; None when the whole timeline is."""
        start, end = (_quarter(field) for field in (self.fran, self.till))
        if (start is None and end is None) or timeline.start is None or timeline.end is None:
            return None
        first = start.start if start is not None else timeline.start
        last = end.end if end is not None else max(timeline.end, first or timeline.end)
        if first is None or last is None:
            return None
        return (first, last) if first <= last else (last, first)


def _quarter(field: SelectField) -> Period | None:
    return from_code(field.data) if field.data and not field.errors else None
