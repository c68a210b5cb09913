"""Every table, so that one import knows them all."""

from portfolio.models.activity import Activity, InitiativeActivity
from portfolio.models.adoption import Adoption
from portfolio.models.audit import AuditHead, AuditItem, AuditLink
from portfolio.models.base import Base
from portfolio.models.benefit import (
    Benefit,
    BenefitActivity,
    BenefitGoal,
    BenefitImpact,
    BenefitLink,
    BenefitMeasure,
    BenefitTarget,
    InterimTarget,
    PreliminaryStep,
)
from portfolio.models.benefit_assessment import BenefitAssessment
from portfolio.models.calendar import CalendarEntry, CalendarUse, PersonalCalendar
from portfolio.models.decision import ComplexityAssessment, Decision, DecisionRequest, FirstAssessment
from portfolio.models.dependency import InitiativeDependency
from portfolio.models.goal import Goal
from portfolio.models.import_run import ImportFile, ImportRun, RememberedHeading
from portfolio.models.initiative import FormerTitle, Initiative, InitiativePhase
from portfolio.models.job import JobRun, SchedulerLeader
from portfolio.models.learning import LearningEntry
from portfolio.models.measure import ExcludedPeriod, Measure, Measurement, MeasureVersion, Series
from portfolio.models.organisation import Organisation
from portfolio.models.plan import Forum, Plan, PlanDecider, PlanParty, PlanRole, ProgrammeArea
from portfolio.models.reminder import OutboxMessage, RemindedDay, ToldNotice
from portfolio.models.saved_view import SavedView
from portfolio.models.snapshot import StateSnapshot
from portfolio.models.token import ApiToken, ApiTokenUse, RepeatedAnswer
from portfolio.models.user import CarriedForm, FormUse, LoginAttempt, LoginSession, RoleAssignment, User

__all__ = [
    "Activity",
    "Adoption",
    "ApiToken",
    "ApiTokenUse",
    "AuditHead",
    "AuditItem",
    "AuditLink",
    "Base",
    "Benefit",
    "BenefitActivity",
    "BenefitAssessment",
    "BenefitGoal",
    "BenefitImpact",
    "BenefitLink",
    "BenefitMeasure",
    "BenefitTarget",
    "CalendarEntry",
    "CalendarUse",
    "CarriedForm",
    "ComplexityAssessment",
    "Decision",
    "DecisionRequest",
    "ExcludedPeriod",
    "FirstAssessment",
    "FormUse",
    "FormerTitle",
    "Forum",
    "Goal",
    "ImportFile",
    "ImportRun",
    "Initiative",
    "InitiativeActivity",
    "InitiativeDependency",
    "InitiativePhase",
    "InterimTarget",
    "JobRun",
    "LearningEntry",
    "LoginAttempt",
    "LoginSession",
    "Measure",
    "MeasureVersion",
    "Measurement",
    "Organisation",
    "OutboxMessage",
    "PersonalCalendar",
    "Plan",
    "PlanDecider",
    "PlanParty",
    "PlanRole",
    "PreliminaryStep",
    "ProgrammeArea",
    "RememberedHeading",
    "RemindedDay",
    "RepeatedAnswer",
    "RoleAssignment",
    "SavedView",
    "SchedulerLeader",
    "Series",
    "StateSnapshot",
    "ToldNotice",
    "User",
]
