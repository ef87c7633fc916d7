"""The source as data: which modules there are, what they define and which app imports which."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "config",
    "reports",
    "learning",
    "valuecase",
    "monitoring",
    "assessments",
    "stakeholders",
    "programmes",
    "accounts",
    "history",
    "content",
    "charts",
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    path: Path
    root: Path = ROOT

    @property
    def name(self) -> str:
        """From the root of the repository: history/models.py."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def app(self) -> str:
        return self.name.partition("/")[0]

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.name)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS))

    def imports(self) -> Iterator[tuple[str, int]]:
        """(dotted name, line) of every import from outside the module's own package."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield node.module, node.lineno
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def inner_imports(self) -> Iterator[int]:
        """Lines of the imports inside functions."""
        for function in self.functions():
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno


def modules(*folders: str, migrations: bool = False) -> list[Module]:
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [Module(path) for path in paths if migrations or "migrations" not in path.parts]


def templates() -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    return [path for path in found if path.suffix in {".html", ".svg", ".txt"}]


def arrows() -> dict[str, set[str]]:
    """For each app the other apps that its modules import."""
    found: dict[str, set[str]] = {app: set() for app in APPS}
    for module in modules(*APPS):
        imported = {name.partition(".")[0] for name, _ in module.imports()}
        found[module.app] |= imported & set(APPS) - {module.app}
    return found


def cycles() -> list[str]:
    """Pairs of apps that reach each other, however long the way."""
    reach = arrows()
    for between in APPS:
        for start in APPS:
            if between in reach[start]:
                reach[start] = reach[start] | reach[between]
    return [f"{a} ⇄ {b}" for a in APPS for b in APPS if a < b and b in reach[a] and a in reach[b]]


def is_signal(name: str) -> bool:
    """Of Django or another package; a module of ours may be called signals and mean something else."""
    return name.startswith("django.dispatch") or (
        "signals" in name.split(".") and name.partition(".")[0] not in APPS
    )


def signal_imports() -> list[str]:
    """Places outside history/ that import a signal or the means to listen to one."""
    return sorted(
        {
            f"{module.name}:{line}"
            for module in modules(*APPS)
            for name, line in module.imports()
            if module.app != "history"
            and ("signals" in name.split(".") or name.startswith("django.dispatch"))
        }
    )
