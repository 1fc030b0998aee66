"""Checks by other offices (部门会签): each asked office says yes or no, in parallel."""
