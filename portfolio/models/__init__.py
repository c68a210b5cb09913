"""Every table, so that one import knows them all."""

from portfolio.models.activity import Activity, InitiativeActivity
from portfolio.models.audit import AuditHead, AuditItem, AuditLink
from portfolio.models.base import Base
from portfolio.models.decision import ComplexityAssessment, Decision
from portfolio.models.initiative import FormerTitle, Initiative, InitiativePhase
from portfolio.models.organisation import Organisation
from portfolio.models.plan import Forum, Plan, PlanParty, PlanRole, ProgrammeArea
from portfolio.models.user import FormUse, LoginAttempt, LoginSession, RoleAssignment, User

__all__ = [
    "Activity",
    "AuditHead",
    "AuditItem",
    "AuditLink",
    "Base",
    "ComplexityAssessment",
    "Decision",
    "FormUse",
    "FormerTitle",
    "Forum",
    "Initiative",
    "InitiativeActivity",
    "InitiativePhase",
    "LoginAttempt",
    "LoginSession",
    "Organisation",
    "Plan",
    "PlanParty",
    "PlanRole",
    "ProgrammeArea",
    "RoleAssignment",
    "User",
]
