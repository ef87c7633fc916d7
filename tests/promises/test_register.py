"""Each promise that this product has made good has its test, and each guard a twin that shows the test can fail."""

import ast
from pathlib import Path

import pytest

PROMISES = [f"b{number}" for number in range(1, 10)] + [f"d{number}" for number in range(1, 8)]
FOLDER = Path(__file__).parent


def functions_of(file):
    return [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_has_a_test(promise):
    files = list(FOLDER.glob(f"test_{promise}_*.py"))
    assert files, f"tests/promises/test_{promise}_….py is missing"
    assert any(one.name.startswith("test_") for file in files for one in functions_of(file))


@pytest.mark.parametrize("file", sorted(FOLDER.glob("test_[a-z][0-9]*_*.py")), ids=lambda file: file.stem)
def test_every_promise_has_a_twin_that_fails_with_the_guard_off(file):
    twins = [one for one in functions_of(file) if "pytest.raises" in ast.unparse(one)]
    assert twins, f"{file.name} has no test that shows `hold` failing when the guard is off"
