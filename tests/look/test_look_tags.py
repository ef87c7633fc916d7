import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, engines
from django.utils import timezone

from charts.chart import Column, Table
from charts.palette import COLOURS
from config.templatetags.look import distance_in_words

TEMPLATES = settings.BASE_DIR / "templates"
CSS = settings.BASE_DIR / "static/css"


def rendered(source, **context):
    return Template("{% load look crispy_forms_tags %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("{% money 120000 %}", "£120,000"),
        ("{% money -5 %}", "−£5"),
        ("{% money 12.5 2 %}", "£12.50"),
        ("{% money None %}", "–"),
        ("{% figure 1234.56 1 %}", "1,234.6"),
        ("{% figure 61 unit='%' %}", "61%"),
        ("{% figure 23 unit='days' %}", "23\N{NO-BREAK SPACE}days"),
        ("{% figure 0.5 %}", "1"),
        ("{% figure -0.4 %}", "0"),
        ("{% figure None %}", "–"),
    ],
)
def test_numbers_are_written_the_same_everywhere(tag, text):
    assert rendered(tag) == text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (-1, "yesterday"),
        (1, "tomorrow"),
        (-13, "13 days ago"),
        (-14, "2 weeks ago"),
        (60, "in 8 weeks"),
        (61, "in 2 months"),
        (-700, "23 months ago"),
        (-800, "2 years ago"),
    ],
)
def test_distance_from_today_is_told_in_the_largest_useful_unit(days, words):
    assert distance_in_words(days) == words


def test_relative_time_stands_beside_the_day_never_alone():
    day = timezone.localdate() - timedelta(days=21)
    html = rendered("{% ago day %}", day=day)
    assert f'datetime="{day.isoformat()}"' in html
    assert "3 weeks ago" in html


def test_a_day_is_written_with_the_month_as_a_word():
    assert ">14 Mar 2026<" in rendered("{% day day %}", day=date(2026, 3, 14))


@pytest.mark.parametrize(
    ("rag", "word"),
    [
        ("on_track", "On track"),
        ("watch", "Watch"),
        ("off_track", "Off track"),
        (None, "Not judged"),
        ("", "Not judged"),
    ],
)
def test_a_status_has_a_shape_and_a_word(rag, word):
    html = rendered("{% status rag %}", rag=rag)
    assert "<svg" in html
    assert f"<span>{word}</span>" in html


def test_a_status_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="purple"):
        rendered("{% status 'purple' %}")


def test_hostile_text_is_escaped_in_every_block_component():
    hostile = "<script>alert(1)</script>"
    html = rendered(
        "{% page_head text eyebrow=text lead=text %}{% endpage_head %}"
        "{% panel text %}{{ text }}{% endpanel %}{% card text eyebrow=text %}{{ text }}{% endcard %}"
        "{% callout 'info' title=text %}{{ text }}{% endcallout %}{% fold text %}{{ text }}{% endfold %}"
        "{% statement source=text %}{{ text }}{% endstatement %}{% person text text %}{% progress 1 2 text %}"
        "{% status None words=text %}{% trail text '/' %}",
        text=hostile,
    )
    assert "<script" not in html
    assert html.count("&lt;script") >= 14


def test_a_table_twin_marks_numbers_and_labels_each_cell_for_a_phone():
    table = Table("Money", [Column("Partner"), Column("£", is_numeric=True)], [["Council", "85,000"]])
    html = rendered("{% data_table table %}", table=table)
    assert '<th scope="row" data-label="Partner">Council</th>' in html
    assert '<td data-label="£" class="num">85,000</td>' in html


class Form(forms.Form):
    owner = forms.CharField(label="Owner", help_text="Who watches it.")
    note = forms.CharField(label="Note", required=False)
    way = forms.ChoiceField(label="Way", choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_field_in_error_is_described_by_its_help_and_its_error():
    html = rendered("{{ form|crispy }}", form=Form({}))
    described = re.search(r'<input[^>]*name="owner"[^>]*aria-describedby="([^"]+)"', html).group(1).split()
    assert described == ["id_owner_helptext", "id_owner_error"]
    assert all(html.count(f'id="{name}"') == 1 for name in described)


def test_the_error_summary_links_to_fields_that_exist():
    html = rendered("{{ form|crispy }}", form=Form({}))
    targets = re.findall(r'<a href="#([^"]+)">', html)
    assert targets == ["id_owner", "id_way_0"]
    assert all(f'id="{target}"' in html for target in targets)


def test_only_optional_fields_say_so():
    html = rendered("{{ form|crispy }}", form=Form())
    assert html.count("(optional)") == 1
    assert "error-summary" not in html


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'symbol id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
    for path in TEMPLATES.rglob("*.html"):
        named = set(re.findall(r'{% icon "([\w-]+)"', path.read_text()))
        assert named <= drawn, f"{path}: {named - drawn}"


def test_every_colour_and_space_of_the_stylesheets_is_a_token():
    sheets = {path: path.read_text() for path in CSS.glob("*.css")}
    named = set(re.findall(r"(--[\w-]+):", "".join(sheets.values())))
    for path, text in sheets.items():
        used = {name for name in re.findall(r"var\((--[\w-]+)", text) if not name.startswith("--bs-")}
        assert used <= named, f"{path.name}: {used - named}"


def test_every_colour_of_a_drawing_has_its_colour_on_screen():
    text = (CSS / "charts.css").read_text()
    missing = [token for token in COLOURS if f".fill-{token} " not in text or f".line-{token} " not in text]
    assert missing == []


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_every_template_can_be_read(path: Path):
    engines["django"].get_template(str(path.relative_to(TEMPLATES)))


def test_breadcrumbs_call_a_step_as_the_journey_does():
    assert rendered("{% step_title 'situational-analysis' %}") == "2 Situational analysis"
