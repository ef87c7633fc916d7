"""Prints how large modules and functions are, and the numbers that must be zero; exit status 1 when one is not."""

import sys
from collections.abc import Iterator, Sequence
from statistics import median, quantiles

from codebase import APPS, ROOT, cycles, modules, signal_imports

sys.path.insert(0, str(ROOT))

import django
from django.urls import URLPattern, URLResolver, get_resolver

ROUTES_OF_OTHERS = ("allauth.", "django.views.i18n")  # their own decorators guard them


def spread(sizes: Sequence[int]) -> str:
    """Median / 90th percentile / longest."""
    if not sizes:
        return "-"
    ninetieth = quantiles(sizes, n=10, method="inclusive")[-1] if len(sizes) > 1 else sizes[0]
    return f"{median(sizes):.0f} / {ninetieth:.0f} / {max(sizes)}"


def function_sizes(*folders: str) -> list[int]:
    return [f.end_lineno - f.lineno + 1 for m in modules(*folders) for f in m.functions() if f.end_lineno]


def module_sizes(*folders: str) -> list[int]:
    return [m.lines for m in modules(*folders) if m.lines]


def sizes() -> Iterator[str]:
    yield f"{'':14}{'lines':>7}  {'module':^18}{'function':^18}"
    for app in APPS:
        yield row(app, app)
    yield row("all apps", *APPS)
    yield row("tests", "tests")
    code = sum(module_sizes(*APPS))
    yield f"tests : code  {sum(module_sizes('tests')) / code:.2f}   (module and function: median / 90th percentile / longest)"


def row(label: str, *folders: str) -> str:
    lines = module_sizes(*folders)
    return f"{label:14}{sum(lines):>7}  {spread(lines):^18}{spread(function_sizes(*folders)):^18}"


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        else:
            yield path, pattern


def routes_without_access() -> list[str]:
    django.setup()
    return [
        path
        for path, pattern in routes(get_resolver())
        if not hasattr(pattern.callback, "access")
        and not pattern.callback.__module__.startswith(ROUTES_OF_OTHERS)
    ]


def zeros() -> dict[str, list[str]]:
    return {
        "cycles between apps": cycles(),
        "imports inside functions": [
            f"{m.name}:{line}" for m in modules(*APPS) for line in m.inner_imports()
        ],
        "routes without access": routes_without_access(),
        "signals between apps": signal_imports(),
    }


if __name__ == "__main__":
    sys.stdout.write("\n".join(sizes()) + "\n\n")
    wrong = False
    for name, places in zeros().items():
        sys.stdout.write(f"{name}: {len(places)}{''.join(f'{chr(10)}    {place}' for place in places)}\n")
        wrong = wrong or bool(places)
    sys.exit(wrong)
