"""The linter of the house rules sees what it is for, and leaves alone what only looks like it."""

import pytest
from codebase import Module
from lint_house import broken_in_module, broken_in_template

BROKEN = {
    "an import inside a function": "def f():\n    import os\n    return os\n",
    "an import inside a method's block": "class A:\n    def f(self):\n        if self:\n            from x import y\n",
    "text marked as safe": "mark_safe('<b>')\n",
    "text made safe by its type": "SafeString('<b>')\n",
    "a form opened to other sites": "@csrf_exempt\ndef view(request): ...\n",
    "the name imported": "from django.views.decorators.csrf import csrf_exempt\n",
    "a queryset's update": "Risk.objects.filter(pk=1).update(score=3)\n",
    "a queryset's update from a dictionary": "risks.update(**changes)\n",
    "rows made in bulk": "Risk.objects.bulk_create(rows)\n",
    "raw SQL": "Risk.objects.raw('select 1')\n",
}
ALLOWED = {
    "a dictionary's update": "context.update(other)\n",
    "a hash's update": "digest.update(b'')\n",
    "an import at the top": "import os\n",
    "text put together with escaping": "format_html('<b>{}</b>', name)\n",
}
BROKEN_TEMPLATES = {
    "unescaped text": "{{ note|safe }}",
    "escaping turned off": "{% autoescape off %}",
    "inline script": "<script>go()</script>",
    "inline handler": '<button onclick="go()">',
    "style attribute": '<p style="color: red">',
    "style element": "<style>p {}</style>",
    "outside host": '<link rel="stylesheet" href="https://elsewhere.example/a.css">',
    "outside host without a scheme": '<img src="//elsewhere.example/a.png">',
}
ALLOWED_TEMPLATES = {
    "a script of ours": '<script type="module" src="{% static \'js/menu.js\' %}"></script>',
    "a link that a person may follow": '<a href="https://elsewhere.example/">',
    "a hyphenated attribute": '<p data-style="wide">',
}


@pytest.fixture
def module(tmp_path):
    def written(text, name="programmes/views.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return Module(path, root=tmp_path)

    return written


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_found(module, text):
    assert list(broken_in_module(module(text)))


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED)
def test_what_only_looks_like_it_is_left_alone(module, text):
    assert list(broken_in_module(module(text))) == []


def test_the_history_may_write_in_bulk(module):
    assert list(broken_in_module(module("rows.bulk_create([])\n", "history/models.py"))) == []


@pytest.mark.parametrize("text", BROKEN_TEMPLATES.values(), ids=BROKEN_TEMPLATES)
def test_a_broken_rule_in_a_template_is_found(text):
    assert list(broken_in_template("templates/page.html", text))


@pytest.mark.parametrize("text", ALLOWED_TEMPLATES.values(), ids=ALLOWED_TEMPLATES)
def test_what_only_looks_like_it_in_a_template_is_left_alone(text):
    assert list(broken_in_template("templates/page.html", text)) == []


def test_paper_may_carry_its_style_with_it():
    assert list(broken_in_template("reports/templates/reports/print/board.html", "<style>p {}</style>")) == []
