"""The log's words: what was done, to what, and to which of its fields.

The log stores names of actions, tables and columns. A word reads ``indefinite|definite`` where running text needs both.
"""

from __future__ import annotations

from typing import NamedTuple

from portfolio.domain.log_fields import FIELDS, OWN_FIELDS


class Deed(NamedTuple):
    """An action: ``general`` in the log of everything, ``own`` in one initiative's story, after the person's name.

    ``about`` is the table of what the story's sentence names in place of ``{thing}``.
    """

    general: str
    own: str
    about: str = "initiatives"


DEEDS: dict[str, Deed] = {
    "initiative:register": Deed("registrerade ett initiativ", "registrerade initiativet"),
    "initiative:propose": Deed("lämnade ett förslag", "lämnade förslaget"),
    "initiative:edit": Deed("ändrade ett initiativ", "ändrade initiativet"),
    "initiative:enter": Deed("angav ett ingångsläge", "angav initiativets ingångsläge"),
    "initiative:classify": Deed("klassade ett initiativ", "klassade initiativet"),
    "initiative:assess": Deed("bedömde ett förslag", "bedömde förslaget"),
    "decision:record": Deed("registrerade ett beslut", "registrerade ett beslut"),
    "decision:ask": Deed("begärde ett beslut", "lämnade {thing}", "decision_requests"),
    "decision:withdraw": Deed("tog tillbaka en begäran om beslut", "tog tillbaka {thing}", "decision_requests"),
    "handover:accept": Deed("tog emot en överlämning", "tog emot överlämningen"),
    "owner:succeed": Deed("lät någon efterträda en ansvarig", "lät någon efterträda en ansvarig"),
    "phase:plan": Deed("ändrade en tidplan", "ändrade tidplanen"),
    "activity:add": Deed("lade till en aktivitet", "lade till {thing}", "activities"),
    "activity:edit": Deed("ändrade en aktivitet", "ändrade {thing}", "activities"),
    "activity:share": Deed("delade aktiviteter mellan initiativ", "hämtade aktiviteter från andra initiativ"),
    "activity:unlink": Deed("tog bort en aktivitet från ett initiativ", "tog bort en aktivitet från initiativet"),
    "adoption:add": Deed("lade till ett införande", "planerade var det införs"),
    "adoption:edit": Deed("ändrade ett införande", "ändrade {thing}", "adoptions"),
    "dependency:add": Deed("lade till ett beroende", "lade till {thing}", "initiative_dependencies"),
    "dependency:edit": Deed("ändrade ett beroende", "ändrade {thing}", "initiative_dependencies"),
    "dependency:end": Deed("tog bort ett beroende", "tog bort {thing}", "initiative_dependencies"),
    "learning:add": Deed("skrev i en lärandelogg", "skrev {thing}", "learning_entries"),
    "learning:edit": Deed("ändrade i en lärandelogg", "ändrade {thing}", "learning_entries"),
    "benefit:add": Deed("lade till en nytta", "lade till {thing}", "benefits"),
    "benefit:edit": Deed("ändrade en nytta", "ändrade {thing}", "benefits"),
    "benefit:step": Deed("fyllde i ett steg av en nytta", "beskrev {thing}", "benefits"),
    "benefit:measure": Deed("valde mätetal för en nytta", "valde mätetal för {thing}", "benefits"),
    "benefit:assess": Deed("registrerade en bedömning av en nytta", "registrerade en bedömning av {thing}", "benefits"),
    "measure:add": Deed("lade till ett mätetal", "lade till ett mätetal"),
    "measure:edit": Deed("ändrade ett mätetal", "ändrade ett mätetal"),
    "series:add": Deed("delade upp ett mätetal", "delade upp ett mätetal"),
    "exclusion:add": Deed("undantog en period", "undantog en period"),
    "exclusion:edit": Deed("ändrade en undantagen period", "ändrade en undantagen period"),
    "exclusion:lift": Deed("räknade en undantagen period igen", "räknade en undantagen period igen"),
    "value:record": Deed("skrev in mätvärden", "skrev in mätvärden"),
    "value:submit": Deed("lämnade in mätvärden", "lämnade in mätvärden"),
    "value:review": Deed("granskade mätvärden", "granskade mätvärden"),
    "value:return": Deed("skickade tillbaka ett mätvärde", "skickade tillbaka ett mätvärde"),
    "aim:set": Deed("satte nollmätning och mål", "satte nollmätning och mål för {thing}", "benefits"),
    "table:import": Deed("läste in en fil", "läste in en fil"),
    "table:undo": Deed("ångrade en inläsning", "ångrade en inläsning"),
    "lead:appoint": Deed("utsåg projektledare", "utsåg projektledare"),
    "role:assign": Deed("gav en roll", "gav en roll"),
    "role:end": Deed("avslutade en roll", "avslutade en roll"),
    "plan:load": Deed("läste in en plan", "läste in planen"),
    "plan:edit": Deed("ändrade en plan", "ändrade planen"),
    "plan:settings": Deed("ändrade en plans inställningar", "ändrade planens inställningar"),
    "plan:tolerances": Deed("ändrade en plans toleranser", "ändrade planens toleranser"),
    "plan:deciders": Deed("ändrade vem som beslutar om vad", "ändrade vem som beslutar om vad"),
    "plan:roles": Deed("ändrade rollerna som en plan beskriver", "ändrade rollerna som planen beskriver"),
    "area:add": Deed("lade till ett område", "lade till ett område"),
    "area:edit": Deed("ändrade ett område", "ändrade ett område"),
    "area:move": Deed("flyttade ett område", "flyttade ett område"),
    "area:conclude": Deed("avslutade ett område", "avslutade ett område"),
    "goal:add": Deed("lade till ett mål", "lade till ett mål"),
    "goal:edit": Deed("ändrade ett mål", "ändrade ett mål"),
    "goal:move": Deed("flyttade ett mål", "flyttade ett mål"),
    "goal:conclude": Deed("avslutade ett mål", "avslutade ett mål"),
    "forum:add": Deed("lade till ett forum", "lade till ett forum"),
    "forum:edit": Deed("ändrade ett forum", "ändrade ett forum"),
    "forum:move": Deed("flyttade ett forum", "flyttade ett forum"),
    "forum:conclude": Deed("avslutade ett forum", "avslutade ett forum"),
    "organisation:add": Deed("lade till en organisation", "lade till en organisation"),
    "organisation:edit": Deed("ändrade en organisation", "ändrade en organisation"),
    "organisation:move": Deed("flyttade en organisation", "flyttade en organisation"),
    "user:add": Deed("lade till en användare", "lade till en användare"),
    "user:edit": Deed("ändrade en användare", "ändrade en användare"),
    "user:password": Deed("bytte ett lösenord", "bytte ett lösenord"),
    "user:deactivate": Deed("stängde ett konto", "stängde ett konto"),
    "user:reactivate": Deed("öppnade ett konto igen", "öppnade ett konto igen"),
    "account:password": Deed("bytte sitt lösenord", "bytte sitt lösenord"),
    "account:rhythm": Deed("ändrade hur ofta påminnelser kommer", "ändrade hur ofta påminnelser kommer"),
    "session:end": Deed("avslutade en inloggning", "avslutade en inloggning"),
    "session:end_all": Deed("loggade ut överallt", "loggade ut överallt"),
    "token:add": Deed("skapade en API-nyckel", "skapade en API-nyckel"),
    "token:revoke": Deed("återkallade en API-nyckel", "återkallade en API-nyckel"),
    "calendar:add": Deed("skapade en kalenderadress", "skapade en kalenderadress"),
    "calendar:renew": Deed("bytte en kalenderadress", "bytte en kalenderadress"),
    "calendar:revoke": Deed("återkallade en kalenderadress", "återkallade en kalenderadress"),
    "demo:users": Deed("lade in demoanvändarna", "lade in demoanvändarna"),
}

#: Tables, by what one row of them is.
ENTITIES: dict[str, str] = {
    "activities": "aktivitet|aktiviteten",
    "adoptions": "införande|införandet i",
    "api_tokens": "API-nyckel|API-nyckeln",
    "benefit_activities": "aktivitet som nyttan behöver|aktiviteten som behövs:",
    "benefit_assessments": "bedömning av nyttan|bedömningen av",
    "benefit_goals": "mål som nyttan tjänar|målet",
    "benefit_impacts": "påverkan|påverkan på",
    "benefit_links": "led i effektkedjan|att det leder till nyttan",
    "benefit_measures": "nyttans mätetal|mätetalet",
    "benefit_targets": "målvärde|målvärdet",
    "benefits": "nytta|nyttan",
    "complexity_assessments": "klassning|klassningen",
    "decision_requests": "begäran om beslut|begäran om beslut om",
    "decisions": "beslut|beslutet om",
    "excluded_periods": "undantagen period|den undantagna perioden",
    "first_assessments": "bedömning|bedömningen med rekommendationen",
    "former_titles": "tidigare namn|det tidigare namnet",
    "forums": "forum|forumet",
    "goals": "mål|målet",
    "import_runs": "inläsning|inläsningen av",
    "initiative_activities": "aktivitetens plats i initiativet|aktiviteten",
    "initiative_dependencies": "beroende|beroendet av",
    "initiative_phases": "tidplan|tiden för",
    "initiatives": "initiativ|initiativet",
    "interim_targets": "delmål|delmålet till",
    "learning_entries": "anteckning i lärandeloggen|lärandeloggens anteckning",
    "measure_versions": "tidigare definition|den tidigare definitionen",
    "measurements": "mätvärde|mätvärdet för",
    "measures": "mätetal|mätetalet",
    "organisations": "organisation|organisationen",
    "personal_calendars": "kalender|kalendern för",
    "plan_deciders": "beslutsordning|beslutsordningen för",
    "plan_parties": "part i planen|parten",
    "plan_roles": "roll i planen|rollen",
    "plans": "plan|planen",
    "preliminary_steps": "preliminärt steg|att det tills vidare räcker i steg",
    "programme_areas": "område|området",
    "role_assignments": "roll|rollen",
    "series": "serie|serien",
    "users": "användare|användaren",
}

OPERATIONS = {"insert": "nytt", "update": "ändrat", "delete": "borttaget"}


def deed(action: str) -> Deed:
    """The words of an action; one that an older version of the product knew is shown as it was stored."""
    return DEEDS.get(action, Deed(action, action))


def entity(table: str) -> str:
    """What one row of the table is, in the indefinite form."""
    return ENTITIES.get(table, table).partition("|")[0]


def definite_entity(table: str) -> str:
    """What one row of the table is, as running text goes on with its name."""
    return ENTITIES.get(table, table).partition("|")[2] or entity(table)


def field(table: str, column: str) -> str:
    """A column's word in the indefinite form."""
    return _field(table, column).partition("|")[0]


def definite_field(table: str, column: str) -> str:
    """A column's word in the definite form."""
    return _field(table, column).partition("|")[2] or field(table, column)


def _field(table: str, column: str) -> str:
    return OWN_FIELDS.get((table, column)) or FIELDS.get(column, column)
