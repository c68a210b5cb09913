"""The table of benefits: what the seven steps ask, and what the benefit wants of one measure."""

from __future__ import annotations

from portfolio.domain.benefits import TEXT_RULES, BenefitKind, Perspective, Ramp, ValueType
from portfolio.domain.measures import Contribution, Frequency, Method
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.kinds.measures import FREQUENCIES
from portfolio.domain.tables.kinds.shared import reference, stable_id
from portfolio.domain.tables.types import Choice, Day, Flag, Lines, Number, Text, When
from portfolio.domain.texts import LONG, SHORT, TextRule


def _text(
    name: str, heading: str, explanation: str, *, required: bool = False, synonyms: tuple[str, ...] = ()
) -> Column:
    return Column(name, heading, Text(TEXT_RULES[name]), explanation, required=required, synonyms=synonyms)


BENEFITS = Kind(
    "benefits",
    "Nyttor",
    "En rad för varje nytta och mätetal. Har nyttan flera mätetal, upprepa initiativ och nytta på nästa rad.",
    (
        stable_id("id_nytta", "id_nytta", "nytta"),
        reference(
            "initiative",
            "Initiativ",
            "initiative",
            "Initiativet, med namn eller id.",
            required=True,
            synonyms=("Projekt",),
        ),
        _text(
            "title",
            "Nytta",
            "Vad som blir bättre.",
            required=True,
            synonyms=("Effekt", "Namn", "Titel", "Nytta/effekt"),
        ),
        _text("description", "Beskrivning", "Vad det innebär.", synonyms=("Förklaring",)),
        Column("kind", "Slag", Choice(BenefitKind), "Nytta eller Negativ effekt."),
        Column("emergent", "Oförutsedd", Flag(), "Om den inte var planerad."),
        Column("perspective", "Perspektiv", Choice(Perspective), "Vems nytta det är."),
        Column(
            "goals", "Mål i planen", Lines(TextRule("målet", SHORT)), "Mål som nyttan bidrar till.", refers_to="goal"
        ),
        _text("beneficiary", "Vem får nyttan", "Den eller de som får nyttan.", synonyms=("Nyttotagare", "Mottagare")),
        Column("value_type", "Värde", Choice(ValueType), "Vilket slags värde det är."),
        Column(
            "activities",
            "Aktiviteter",
            Lines(TextRule("aktiviteten", SHORT)),
            "Aktiviteter och möjliggörare som behövs.",
            refers_to="activity",
        ),
        _text("preconditions", "Förutsättningar", "Vad som måste vara på plats."),
        _text("risks", "Risker", "Vad som kan hindra."),
        _text("released_resource", "Det som frigörs", "Vad som görs med tid eller pengar som frigörs."),
        _text(
            "owner_role",
            "Ägare i linjen",
            "Chefsrollen som ansvarar.",
            synonyms=("Nyttoägare", "Effektägare", "Ägare", "Ansvarig chef"),
        ),
        reference("owner_unit", "Ägarens enhet", "organisation", "Enheten i linjen."),
        Column("first_effect", "Första effekt", When(), "När det första börjar märkas.", synonyms=("Effekt från",)),
        Column("full_effect", "Full effekt", When(), "När hela effekten är nådd.", synonyms=("Full effekt från",)),
        Column("ramp", "Hur effekten växer", Choice(Ramp), "Lite i taget, på en gång eller genom delmål."),
        _text("changed_state", "Förändrat tillstånd", "Hur det är när förändringen är gjord."),
        Column("changed_state_at", "Förändrat tillstånd nås", When(), "När det är så."),
        _text("follow_up_method", "Hur effekten följs upp", "Hur ni tar reda på om det har blivit bättre."),
        Column(
            "frequency",
            "Följs upp",
            Choice(Frequency, also=FREQUENCIES),
            "Hur ofta.",
            synonyms=("Uppföljning", "Frekvens"),
        ),
        reference("forum", "Följs upp i", "forum", "Gruppen där effekten tas upp."),
        _text("steering_system", "Styrsystem", "Systemet där effekten följs, till exempel Stratsys."),
        _text("steering_id", "Id i styrsystemet", "Beteckningen där."),
        _text("steering_link", "Länk till styrsystemet", "Adressen dit."),
        Column("follow_up_until", "Följs upp till", When(), "Till och med när."),
        _text("controller_role", "Uppföljningsansvarig", "Rollen som följer upp.", synonyms=("Nyttocontroller",)),
        _text("data_provider", "Tar fram uppgifterna", "Den som lämnar värdena.", synonyms=("Uppgiftslämnare",)),
        _text("assessment_method", "Hur det bedöms", "När det inte går att mäta: hur bedömningen görs."),
        Column("concluded_on", "Avförd", Day(), "Visas när du exporterar. Avför en nytta på dess sida."),
        reference(
            "measure",
            "Mätetal",
            "measure",
            "Mätetalet, med namn eller id.",
            synonyms=("Indikator", "Nyckeltal", "Mått"),
        ),
        Column(
            "baseline_value", "Nollmätning", Number(), "Värdet innan.", synonyms=("Utgångsläge", "Startvärde", "Nuläge")
        ),
        Column("baseline_period", "Nollmätningens period", When(), "Perioden som nollmätningen gäller."),
        Column(
            "baseline_reason",
            "Varför nollmätning saknas",
            Text(TextRule("varför nollmätning saknas", LONG)),
            "Fylls i när den inte går att göra.",
        ),
        Column("baseline_by", "Nollmätning görs senast", Day(), "Om den inte är gjord."),
        Column("target_value", "Mål", Number(), "Värdet som ska nås.", synonyms=("Målvärde",)),
        Column("target_period", "Målet nås", When(), "Perioden när det ska vara nått.", synonyms=("Målår", "Måldatum")),
        Column("method", "Hur effekten bedöms", Choice(Method), "Hur värdena före och efter jämförs."),
        Column("share", "Nyttans andel", Number(), "Hur många procent av förändringen som nyttan står för."),
        Column(
            "contribution", "Initiativets bidrag", Choice(Contribution), "Hur troligt det är att initiativet bidrog."
        ),
        Column(
            "contribution_reason",
            "Skäl till bidraget",
            Text(TextRule("skälet till bidraget", LONG)),
            "Varför bidraget bedöms så.",
        ),
        Column(
            "suppressed",
            "Antal under 5 dolda",
            Flag(),
            "Ja när mätetalet döljer små antal och nollmätningen är ett. Den läses inte när du importerar.",
        ),
    ),
    ("id_nytta", "initiative", "title", "measure"),
)
