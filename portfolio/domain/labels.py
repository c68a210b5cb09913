"""The Swedish text of every enumeration's members: what is stored is an English slug, what is seen stands here."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.assessments import Recommendation
from portfolio.domain.benefits import BenefitKind, ImpactArea, Perspective, Ramp, ValueType
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.dependencies import Timing
from portfolio.domain.effect_labels import EFFECT_LABELS
from portfolio.domain.goals import GoalKind
from portfolio.domain.initiatives import InitiativeKind, InitiativeState, Origin
from portfolio.domain.journeys import Milestone
from portfolio.domain.measure_labels import MEASURE_LABELS
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.periods import Precision
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.phases import Phase
from portfolio.domain.plans import AreaKind, Change, ForumKind
from portfolio.domain.readiness import LackCode
from portfolio.domain.stages import Stage
from portfolio.domain.table_labels import TABLE_LABELS
from portfolio.domain.task_labels import TASK_LABELS
from portfolio.domain.timeline_kinds import MarkKind, Zoom

#: By enumeration: members of different ones share slugs, and with them hash and equality (both have ``approved``).
LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    **MEASURE_LABELS,
    **EFFECT_LABELS,
    **TABLE_LABELS,
    **TASK_LABELS,
    OrganisationKind: {
        OrganisationKind.PRINCIPAL: "Huvudman",
        OrganisationKind.ADMINISTRATION: "Förvaltning",
        OrganisationKind.OPERATION: "Verksamhet",
        OrganisationKind.UNIT: "Enhet",
    },
    AreaKind: {
        AreaKind.PROGRAMME_AREA: "Programområde",
        AreaKind.SUB_AREA: "Delområde",
        AreaKind.GROUP: "Grupp av initiativ",
    },
    ForumKind: {
        ForumKind.STEERING_GROUP: "Styrgrupp",
        ForumKind.PROGRAMME_MANAGEMENT: "Programledning",
        ForumKind.PROGRAMME_ORGANISATION: "Programorganisation",
        ForumKind.PROJECT_GROUP: "Projektgrupp",
        ForumKind.STRATEGY_GROUP: "Strategigrupp",
        ForumKind.JOINT_MANAGEMENT: "Gemensam ledning",
        ForumKind.JOINT_POLITICAL: "Gemensamt politiskt forum",
        ForumKind.EMPLOYEE_PARTICIPATION: "Medarbetares delaktighet",
        ForumKind.UNION_COOPERATION: "Facklig samverkan",
        ForumKind.EXTERNAL_COOPERATION: "Extern samverkan",
        ForumKind.CITIZEN_PARTICIPATION: "Invånares delaktighet",
        ForumKind.OTHER: "Annat forum",
    },
    ComplexityLevel: {
        ComplexityLevel.SIMPLE: "Enkelt",
        ComplexityLevel.COMPLICATED: "Komplicerat",
        ComplexityLevel.COMPLEX: "Komplext",
    },
    InitiativeKind: {
        InitiativeKind.INITIATIVE: "Initiativ",
        InitiativeKind.ONGOING: "Fortgår över tid",
    },
    Origin: {
        Origin.OPERATIONS: "Verksamheten",
        Origin.NATIONAL: "Nationellt",
        Origin.MANAGEMENT: "Ledningsgruppen",
        Origin.OTHER: "Annat",
    },
    InitiativeState: {
        InitiativeState.PROPOSED: "Föreslaget",
        InitiativeState.RETURNED: "Åter för komplettering",
        InitiativeState.ASSESSED: "Bedömt",
        InitiativeState.DEFERRED: "Vilande",
        InitiativeState.DECLINED: "Avslaget",
        InitiativeState.APPROVED: "Godkänt",
        InitiativeState.PREPARATION: "Förberedande fas",
        InitiativeState.DELIVERY: "Lösningsutformning och införande",
        InitiativeState.REALISATION: "Effekthanteringsfas",
        InitiativeState.PAUSED: "Pausat",
        InitiativeState.CANCELLED: "Avbrutet",
        InitiativeState.CLOSED: "Avslutat",
    },
    ActivityKind: {
        ActivityKind.ACTIVITY: "Aktivitet",
        ActivityKind.ENABLER: "Möjliggörare",
    },
    ActivityStatus: {
        ActivityStatus.NOT_STARTED: "Inte påbörjad",
        ActivityStatus.STARTED: "Pågår",
        ActivityStatus.DONE: "Klar",
        ActivityStatus.CANCELLED: "Avbruten",
        ActivityStatus.ONGOING: "Fortgår över tid",
    },
    Phase: {
        Phase.PREPARATION: "Förberedande fas",
        Phase.DELIVERY: "Lösningsutformning och införande",
        Phase.REALISATION: "Effekthanteringsfas",
    },
    Change: {
        Change.START: "Start av initiativ",
        Change.LEVEL: "Klassning",
        Change.DELIVERY: "Till lösningsutformning och införande",
        Change.REALISATION: "Till effekthanteringsfas",
        Change.TARGET: "Ändrat målvärde",
        Change.WAIVE: "Undantag",
        Change.CLOSE: "Avslut",
    },
    GoalKind: {
        GoalKind.VISION: "Målbild",
        GoalKind.STRATEGIC_DIRECTION: "Strategisk inriktning",
        GoalKind.MAIN_PROCESS: "Huvudprocess",
        GoalKind.DIRECTION_GOAL: "Riktningsmål",
        GoalKind.GOAL: "Mål",
    },
    BenefitKind: {
        BenefitKind.BENEFIT: "Nytta",
        BenefitKind.DISBENEFIT: "Negativ effekt",
    },
    Perspective: {
        Perspective.RESIDENT: "Invånare",
        Perspective.EMPLOYEE: "Medarbetare",
        Perspective.HEALTH: "Hälsa",
        Perspective.RESOURCE: "Resurs",
    },
    ValueType: {
        ValueType.BUDGETABLE: "Budgeten sänks",
        ValueType.INCOME: "Intäkt",
        ValueType.REDEPLOYABLE: "Frigjord tid",
        ValueType.AVOIDED: "Undviken kostnad",
        ValueType.QUALITATIVE: "Kvalitet",
    },
    ImpactArea: {
        ImpactArea.CARE_FLOW: "Vårdflöde",
        ImpactArea.PATIENT_GROUPS: "Patientgrupper",
        ImpactArea.PROFESSIONAL_MIX: "Sammansättning av yrkeskategorier",
        ImpactArea.FINANCES: "Ekonomi",
    },
    Ramp: {
        Ramp.LINEAR: "Lite i taget, jämnt",
        Ramp.STEP: "På en gång",
        Ramp.MILESTONES: "Genom delmål",
    },
    LackCode: {
        LackCode.LEVEL: "Klassning",
        LackCode.LEAD: "Projektledare",
        LackCode.TIMETABLE: "Tidplan",
        LackCode.UNPLACED: "Fas för aktiviteter",
        LackCode.BENEFIT: "Nytta",
        LackCode.STEPS: "Steg",
        LackCode.BASELINE: "Nollmätning",
        LackCode.BASELINE_UNREVIEWED: "Granskning av nollmätningen",
        LackCode.ADOPTION: "Införande",
        LackCode.HANDOVER: "Överlämning",
        LackCode.EFFECT: "Effekt",
        LackCode.EFFECT_UNREVIEWED: "Granskning av effekten",
    },
    Stage: {
        Stage.BEFORE: "Inte påbörjat",
        Stage.PREPARATION: "Fas 1",
        Stage.DELIVERY: "Fas 2",
        Stage.REALISATION: "Fas 3",
        Stage.PAUSED: "Pausat",
        Stage.ONGOING: "Fortgår över tid",
        Stage.ENDED: "Avslutat",
    },
    Zoom: {
        Zoom.QUARTER: "Kvartal",
        Zoom.HALF: "Halvår",
        Zoom.YEAR: "År",
    },
    MarkKind: {
        MarkKind.DECISION: "Beslut",
        MarkKind.GATE: "Grind passerad",
        MarkKind.MEASUREMENT: "Mätning eller målvärde",
    },
    Milestone: {
        Milestone.PROPOSED: "Förslag",
        Milestone.DECIDED: "Beslut",
        Milestone.PREPARATION: "Fas 1: förberedande fas",
        Milestone.DELIVERY: "Fas 2: lösningsutformning och införande",
        Milestone.REALISATION: "Fas 3: effekthanteringsfas",
        Milestone.CLOSED: "Avslut",
    },
    Matter: {
        Matter.START: "Start av initiativ",
        Matter.LEVEL: "Klassning",
        Matter.PHASE: "Fas",
        Matter.TARGET: "Ändrat målvärde",
        Matter.PAUSE: "Paus",
        Matter.RESUME: "Återupptagande",
        Matter.CANCEL: "Avbrott",
        Matter.WAIVE: "Undantag",
        Matter.PROJECT_END: "Projektets slut",
        Matter.CLOSE: "Avslut",
        Matter.CONCLUDE_BENEFIT: "Avförd nytta",
        Matter.RESUBMIT: "Ny inlämning",
        Matter.CORRECT: "Rättelse",
        Matter.ENTRY: "Ingångsläge",
    },
    Recommendation: {
        Recommendation.START: "Starta",
        Recommendation.DEFER: "Låt vila",
        Recommendation.RETURN: "Åter för komplettering",
        Recommendation.DECLINE: "Avslå",
    },
    Outcome: {
        Outcome.APPROVED: "Bifall",
        Outcome.DEFERRED: "Vilande",
        Outcome.RETURNED: "Åter för komplettering",
        Outcome.DECLINED: "Avslag",
    },
    Timing: {
        Timing.IN_ORDER: "I ordning",
        Timing.EARLY: "För tidigt",
        Timing.STOPPED: "Kommer inte nu",
        Timing.UNTOLD: "Går inte att jämföra",
    },
    Precision: {
        Precision.DAY: "dag",
        Precision.MONTH: "månad",
        Precision.QUARTER: "kvartal",
        Precision.TERTIAL: "tertial",
        Precision.HALF: "halvår",
        Precision.TERM: "termin",
        Precision.SEASON: "årstid",
        Precision.YEAR: "år",
        Precision.YEARS: "flera år",
        Precision.UNKNOWN: "okänd",
    },
    Role: {
        Role.COORDINATOR: "Samordnare",
        Role.AREA_LEAD: "Huvudprojektledare",
        Role.PROJECT_LEAD: "Projektledare",
        Role.BENEFIT_OWNER: "Nyttorealiseringsansvarig",
        Role.CONTROLLER: "Nyttocontroller",
        Role.STEERING: "Styrgrupp",
        Role.READER: "Läsare",
        Role.ADMIN: "Administratör",
    },
    Permission: {
        Permission.READ_PLAN: "se planen",
        Permission.READ_INITIATIVE: "se initiativet",
        Permission.PROPOSE_INITIATIVE: "föreslå ett initiativ",
        Permission.REGISTER_INITIATIVE: "registrera ett initiativ",
        Permission.EDIT_INITIATIVE: "ändra initiativet",
        Permission.ENTER_INITIATIVE: "ange initiativets ingångsläge",
        Permission.CLASSIFY_INITIATIVE: "klassa initiativet",
        Permission.ASSESS_INITIATIVE: "bedöma förslag",
        Permission.RESUBMIT_INITIATIVE: "lämna in förslaget på nytt",
        Permission.RECORD_DECISION: "registrera beslut",
        Permission.ASK_DECISION: "begära beslut",
        Permission.BEGIN_PREPARATION: "starta förberedande fas",
        Permission.APPOINT_LEAD: "utse projektledare",
        Permission.PLAN_PHASES: "ändra initiativets tidplan",
        Permission.EDIT_ACTIVITY: "ändra aktiviteter och möjliggörare",
        Permission.EDIT_BENEFIT: "ändra nyttor",
        Permission.EDIT_MEASURE: "ändra mätetal",
        Permission.SET_AIM: "ange nollmätning och mål",
        Permission.ASSESS_BENEFIT: "registrera bedömningar av nyttor",
        Permission.RECORD_VALUE: "registrera mätvärden",
        Permission.REVIEW_VALUE: "granska mätvärden",
        Permission.IMPORT_TABLE: "läsa in filer",
        Permission.UNDO_IMPORT: "ångra andras inläsningar",
        Permission.PLAN_ADOPTION: "ändra var och när det införs",
        Permission.ACCEPT_HANDOVER: "ta emot överlämningen",
        Permission.EDIT_PLAN: "ändra planens inställningar",
        Permission.ASSIGN_ROLE: "ge roller",
        Permission.MANAGE_USERS: "ändra användare",
        Permission.MANAGE_ORGANISATIONS: "ändra organisationer",
        Permission.MANAGE_JOBS: "sköta jobben",
        Permission.FOLLOW_TASKS: "se vem som är sen med vad",
        Permission.READ_LOG: "läsa loggen",
        Permission.READ_HELP: "läsa hjälpen",
        Permission.MANAGE_ACCOUNT: "ändra ditt konto",
    },
}


def label(member: StrEnum | None, *, missing: str = "Inte angivet") -> str:
    """The Swedish text of an enumeration's member; ``missing`` is what is said when nothing was stated."""
    return missing if member is None else LABELS[type(member)][member]
