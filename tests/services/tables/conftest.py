"""The empty databases of the plan files' tests, for tables of generated plans."""

from tests.services.test_plan_files import blank, blank_template

__all__ = ["blank", "blank_template"]
