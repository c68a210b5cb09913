"""The log's words: what was done, to what, and to which of its fields.

The log stores names of actions, tables and columns. A word reads ``indefinite|definite`` where running text needs both.
"""

from __future__ import annotations

from typing import NamedTuple


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
    "phase:plan": Deed("ändrade en tidplan", "ändrade tidplanen"),
    "activity:add": Deed("lade till en aktivitet", "lade till {thing}", "activities"),
    "activity:edit": Deed("ändrade en aktivitet", "ändrade {thing}", "activities"),
    "activity:share": Deed("delade aktiviteter mellan initiativ", "hämtade aktiviteter från andra initiativ"),
    "activity:unlink": Deed("tog bort en aktivitet från ett initiativ", "tog bort en aktivitet från initiativet"),
    "adoption:add": Deed("lade till ett införande", "planerade var det införs"),
    "adoption:edit": Deed("ändrade ett införande", "ändrade {thing}", "adoptions"),
    "benefit:add": Deed("lade till en nytta", "lade till {thing}", "benefits"),
    "benefit:edit": Deed("ändrade en nytta", "ändrade {thing}", "benefits"),
    "benefit:step": Deed("fyllde i ett steg av en nytta", "beskrev {thing}", "benefits"),
    "benefit:measure": Deed("valde mätetal för en nytta", "valde mätetal för {thing}", "benefits"),
    "measure:add": Deed("lade till ett mätetal", "lade till ett mätetal"),
    "measure:edit": Deed("ändrade ett mätetal", "ändrade ett mätetal"),
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
    "session:end": Deed("avslutade en inloggning", "avslutade en inloggning"),
    "session:end_all": Deed("loggade ut överallt", "loggade ut överallt"),
    "token:add": Deed("skapade en API-nyckel", "skapade en API-nyckel"),
    "token:revoke": Deed("återkallade en API-nyckel", "återkallade en API-nyckel"),
    "demo:users": Deed("lade in demoanvändarna", "lade in demoanvändarna"),
}

#: Tables, by what one row of them is.
ENTITIES: dict[str, str] = {
    "activities": "aktivitet|aktiviteten",
    "adoptions": "införande|införandet i",
    "api_tokens": "API-nyckel|API-nyckeln",
    "benefit_activities": "aktivitet som nyttan behöver|aktiviteten som behövs:",
    "benefit_goals": "mål som nyttan tjänar|målet",
    "benefit_impacts": "påverkan|påverkan på",
    "benefit_links": "led i effektkedjan|att det leder till nyttan",
    "benefit_measures": "nyttans mätetal|mätetalet",
    "benefits": "nytta|nyttan",
    "complexity_assessments": "klassning|klassningen",
    "decisions": "beslut|beslutet om",
    "former_titles": "tidigare namn|det tidigare namnet",
    "forums": "forum|forumet",
    "goals": "mål|målet",
    "initiative_activities": "aktivitetens plats i initiativet|aktiviteten",
    "initiative_phases": "tidplan|tiden för",
    "initiatives": "initiativ|initiativet",
    "measures": "mätetal|mätetalet",
    "organisations": "organisation|organisationen",
    "plan_deciders": "beslutsordning|beslutsordningen för",
    "plan_parties": "part i planen|parten",
    "plan_roles": "roll i planen|rollen",
    "plans": "plan|planen",
    "preliminary_steps": "preliminärt steg|att det tills vidare räcker i steg",
    "programme_areas": "område|området",
    "role_assignments": "roll|rollen",
    "users": "användare|användaren",
}

#: Columns, whatever the table; those that mean something else in one table stand in OWN_FIELDS.
FIELDS: dict[str, str] = {
    "accepted_on": "överlämning mottagen|dagen då överlämningen togs emot",
    "active": "används",
    "activity_id": "aktivitet|aktiviteten",
    "actual_end": "verkligt till|verkligt slut",
    "actual_start": "verkligt från|verklig start",
    "adopted_on": "infört|dagen då det infördes",
    "anchor_adoption_id": "följer införandet i|införandet som tiden följer",
    "anchor_phase": "följer fasen|fasen som tiden följer",
    "area": "påverkar|det som påverkas",
    "area_id": "område|området",
    "assessment_method": "bedömning|hur bedömningen görs",
    "author_id": "inlagt av",
    "beneficiary": "vem som får nyttan",
    "benefit_id": "nytta|nyttan",
    "change": "gäller|det som beslutas",
    "changed_state": "förändrat tillstånd|det förändrade tillståndet",
    "changed_state_at": "förändrat tillstånd nås|tiden för det förändrade tillståndet",
    "controller_role": "ansvarig för uppföljningen (roll)|rollen som ansvarar för uppföljningen",
    "controller_user_id": "ansvarig för uppföljningen|den som ansvarar för uppföljningen",
    "created_at": "inlagt",
    "data_provider": "tar fram uppgifterna|den som tar fram uppgifterna",
    "decided_on": "beslutsdatum|beslutsdatumet",
    "decision_id": "beslut om|beslutet",
    "definition": "definition|definitionen",
    "description": "beskrivning|beskrivningen",
    "diarienummer": "diarienummer|diarienumret",
    "direction": "riktning|riktningen",
    "email": "e-postadress|e-postadressen",
    "emergent": "oförutsedd",
    "ended_at": "avslutad",
    "example": "exempeldata",
    "expires_at": "går ut",
    "expires_on": "gäller till och med|sista dagen",
    "fallen_back_percent": "gräns för att ha fallit tillbaka, procent|gränsen för att ha fallit tillbaka, i procent,",
    "first_effect": "första effekt|tiden för första effekt",
    "follow_up_method": "uppföljning|hur effekten följs upp",
    "follow_up_months": "månader mellan uppföljningar|antalet månader mellan uppföljningar",
    "follow_up_until": "följs upp till|tiden då uppföljningen slutar",
    "forum_id": "forum|forumet",
    "frequency": "hur ofta|hur ofta det följs upp",
    "from_state": "läge före|läget före",
    "full_effect": "full effekt|tiden för full effekt",
    "goal_id": "mål|målet",
    "grace_days": "dagar innan något räknas som försenat|antalet dagar innan något räknas som försenat",
    "holder": "innehavare|innehavaren",
    "initiative_id": "initiativ|initiativet",
    "key": "nyckel|nyckeln",
    "kind": "slag|slaget",
    "level": "nivå|nivån",
    "manager": "ansvarig chef|den ansvariga chefen",
    "matter": "gäller|det som beslutet gäller",
    "measure_id": "mätetal|mätetalet",
    "motivation": "motivering|motiveringen",
    "name": "namn|namnet",
    "none": "ingen påverkan",
    "note": "anteckning|anteckningen",
    "on_track_points": "procentenheter som ryms i enligt plan|antalet procentenheter som ryms i enligt plan",
    "orderer": "beställare|beställaren",
    "organisation_id": "organisation|organisationen",
    "origin": "ursprung|ursprunget",
    "outcome": "utfall|utfallet",
    "owner_id": "ägare|ägaren",
    "owner_role": "ägare (roll)|ägarens roll",
    "owner_unit_id": "ägarens enhet",
    "owner_user_id": "ägare|ägaren",
    "parent_id": "del av|det som det är en del av",
    "parties": "parter|parterna",
    "password_hash": "lösenord|lösenordet",
    "period": "tid, som den är läst|tiden, som den är läst,",
    "period_text": "tid, som den är skriven|tiden",
    "perspective": "perspektiv|perspektivet",
    "phase": "fas|fasen",
    "plan_id": "plan|planen",
    "planned": "planerat|den planerade tiden",
    "planned_end": "planerat till|planerat slut",
    "planned_start": "planerat från|planerad start",
    "position": "ordning|ordningen",
    "preconditions": "förutsättningar|förutsättningarna",
    "project_group": "projektgrupp|projektgruppen",
    "project_lead": "projektledare|projektledaren",
    "project_lead_by": "projektledare utses senast|dagen då projektledaren senast utses",
    "purpose": "syfte|syftet",
    "ramp": "hur effekten växer",
    "receiver": "mottagare|mottagaren",
    "recorded_at": "inskrivet",
    "recorded_by": "inskrivet av",
    "released_resource": "vad som görs med det som frigörs",
    "responsible": "ansvariga|de ansvariga",
    "retrospective": "införd i efterhand",
    "revision_months": "månader mellan revideringar|antalet månader mellan revideringar",
    "risks": "risker|riskerna",
    "revoked_at": "återkallad",
    "role": "roll|rollen",
    "shown": "början av nyckeln|nyckelns början",
    "slug": "adress|adressen",
    "state": "läge|läget",
    "status": "status|statusen",
    "steering_id": "beteckning i styrsystemet|beteckningen i styrsystemet",
    "steering_link": "länk till styrsystemet|länken till styrsystemet",
    "steering_system": "styrsystem|styrsystemet",
    "step": "steg|steget",
    "summary": "innehåll|innehållet",
    "target_groups": "målgrupper|målgrupperna",
    "target_id": "leder till",
    "task": "uppgift|uppgiften",
    "text": "text|texten",
    "timeline_period": "tidplanens år",
    "title": "namn|namnet",
    "to_state": "läge efter|läget efter",
    "token_hash": "nyckelns avtryck",
    "unit_id": "enhet|enheten",
    "until": "gäller till|dagen för en ny genomgång",
    "user_id": "användare|användaren",
    "valid_period": "planen gäller",
    "value_type": "värde|värdet",
    "worsened_percent": "gräns för försämrat, procent|gränsen för försämrat, i procent,",
}

OWN_FIELDS: dict[tuple[str, str], str] = {
    ("activities", "note"): "uppföljning|uppföljningen",
    ("activities", "organisation_id"): "bara inom|den organisation som den är intern för",
    ("measures", "unit"): "mätenhet|mätenheten",
    ("users", "active"): "aktivt konto",
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
