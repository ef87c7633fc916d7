"""The page of results: what one revealed round came to, and how the groups see it. Everything from its stored result."""

from .page import ResultsPage, results_page, results_shown
from .table import results_table

__all__ = ["ResultsPage", "results_page", "results_shown", "results_table"]
