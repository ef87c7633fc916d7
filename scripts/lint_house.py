"""The house rules that no ready-made linter knows. Prints file:line and the rule broken; exit status 1 when any is.

An exception is a line in one of the lists below, with its reason.
"""

import ast
import re
import sys
from collections.abc import Iterator

from codebase import APPS, ROOT, Module, cycles, modules, signal_imports, templates

MAY_MARK_SAFE = {
    "charts/svg.py",  # the XML writer has escaped every text and attribute
    "assessments/panel_page.py",  # a QR code, which holds modules and no text
}
MAY_WRITE_IN_BULK = {
    "history/models.py",  # writes the history rows in the same step
    "history/guard.py",  # installs the triggers that no migration could know of
    "accounts/erasure.py",  # the one, logged, way to rewrite live rows and history alike
    "config/bench/store.py",  # millions of made-up rows, with the history that saving them would have written
    "config/bench/panel.py",  # ... and hundreds of made-up ballots, which have none
    "config/management/commands/bench.py",  # asks the database how careful it is
    "assessments/actions/ballots.py",  # answers, which have no history either, while the round is held
    "assessments/outbox.py",  # letters that are still to be delivered, which have no history
    "history/audit.py",  # asks fifty tables for a row in one query, which a queryset cannot say
}
PRINT_ONLY = re.compile(
    r"(^|/)(print|pdf|email)(/|_|\.)"
)  # these pages carry their style with them; no browser sees them

IN_TEMPLATES = [
    (re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off"), "text is not escaped"),
    (re.compile(r"<script(?![^>]*\bsrc=)", re.I), "inline script; the content security policy refuses it"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']|javascript:", re.I), "inline event handler"),
    (
        re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I),
        "outside host",
    ),
]
ON_SCREEN_ONLY = [
    (re.compile(r"\sstyle\s*=\s*[\"']", re.I), "style attribute; the content security policy refuses it"),
    (re.compile(r"<style\b", re.I), "<style> in a page; the content security policy refuses it"),
]
BULK_WRITES = {"bulk_create", "bulk_update", "abulk_create", "abulk_update"}
RAW_QUERIES = {"raw", "extra", "cursor"}


def broken_in_module(module: Module) -> Iterator[tuple[int, str]]:
    for line in module.inner_imports():
        yield line, "import inside a function hides an arrow; import at the top"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield from ((node.lineno, text) for text in broken_in_call(module, node))
        elif isinstance(node, ast.Name | ast.alias) and "csrf_exempt" in (
            getattr(node, "id", ""),
            getattr(node, "name", ""),
        ):
            yield node.lineno, "csrf_exempt opens a form to other sites"


def broken_in_call(module: Module, call: ast.Call) -> Iterator[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    is_method = isinstance(call.func, ast.Attribute)
    if called in {"mark_safe", "SafeString", "SafeText"} and module.name not in MAY_MARK_SAFE:
        yield f"{called} outside the list of places that may mark text as safe"
    if module.name in MAY_WRITE_IN_BULK:
        return
    if is_method and called in BULK_WRITES:
        yield f"{called}() writes past the history"
    if is_method and called in {"update", "aupdate"} and call.keywords and not call.args:
        yield "update() of a queryset writes past the history"
    if is_method and called in RAW_QUERIES:
        yield f"{called}() leaves the ORM; say it as a queryset"


def broken_in_template(name: str, text: str) -> Iterator[tuple[int, str]]:
    rules = IN_TEMPLATES if PRINT_ONLY.search(name) else [*IN_TEMPLATES, *ON_SCREEN_ONLY]
    for number, line in enumerate(text.splitlines(), start=1):
        yield from ((number, rule) for pattern, rule in rules if pattern.search(line))


def findings() -> Iterator[str]:
    for module in modules(*APPS):
        yield from (f"{module.name}:{line}: {rule}" for line, rule in broken_in_module(module))
    for module in modules("tests", "scripts"):
        yield from (f"{module.name}:{line}: import inside a function" for line in module.inner_imports())
    for path in templates():
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        yield from (f"{name}:{line}: {rule}" for line, rule in broken_in_template(name, text))
    yield from (f"{place}: a signal hides an arrow; call the function" for place in signal_imports())
    yield from (f"{pair}: these apps import each other" for pair in cycles())


if __name__ == "__main__":
    found = list(findings())
    sys.stdout.write("".join(f"{finding}\n" for finding in found))
    sys.exit(bool(found))
