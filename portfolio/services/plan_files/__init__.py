"""Loading a plan from its file and writing it back: what enters can leave, byte for byte."""

from portfolio.services.plan_files.export import export
from portfolio.services.plan_files.load import load, load_text
from portfolio.services.plan_files.report import LoadReport, summary

__all__ = ["LoadReport", "export", "load", "load_text", "summary"]
