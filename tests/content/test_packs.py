from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from content.packs import Key, Pack, PackError, load, parse
from content.registry import edited, fingerprint, newest, pack_files, publish, shelf, version_of

HEAD = "key: recipes\nversion: 1\ntitle: Recipes\nsource: Ours\nlicence: CC0\n"


@dataclass(frozen=True, kw_only=True)
class Dish:
    key: Key
    name: str
    course: Literal["starter", "main"] = "main"
    minutes: int = 0
    weight: float | None = None
    hot: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recipes(Pack):
    dishes: tuple[Dish, ...]
    labels: dict[int, str] = field(default_factory=dict)
    cooks: list[str] = field(default_factory=list)

    def problems(self):
        for dish in self.dishes:
            if dish.minutes > 600:
                yield ("dishes", dish.key, "minutes"), f"has '{dish.key}' in the oven too long"


def recipes(body: str) -> Recipes:
    return parse(HEAD + body, Recipes, name="recipes.v1.yaml")


def mistakes(text: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        parse(text, Recipes, name="recipes.v1.yaml")
    return str(caught.value).splitlines()


def in_body(body: str) -> list[str]:
    return mistakes(HEAD + body)


def test_a_right_pack_becomes_frozen_typed_objects():
    pack = recipes(
        "dishes:\n  - {key: soup, name: Soup, course: starter, minutes: 20, weight: 1, hot: false, notes: [Salt]}\n"
        "labels: {0: Not yet, 1: Done}\ncooks: [Ada]\n"
    )
    soup = Dish(
        key=Key("soup"), name="Soup", course="starter", minutes=20, weight=1.0, hot=False, notes=("Salt",)
    )
    assert pack.dishes == (soup,)
    assert pack.labels == {0: "Not yet", 1: "Done"}
    assert pack.cooks == ["Ada"]
    assert (pack.key, pack.version, pack.language) == ("recipes", 1, "en")
    with pytest.raises(AttributeError):
        pack.title = "Other"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("dishes:\n  - key: soup\n", "recipes.v1.yaml:7: dish 'soup' has no name"),
        (
            "dishes:\n  - {key: soup, name: S, nane: T}\n",
            "7: dish 'soup' has the unknown entry 'nane'; did you mean 'name'?",
        ),
        ("dishes:\n  - key: soup\n    name: S\n    name: T\n", "9: dish 'soup' has 'name' twice"),
        (
            "dishes:\n  - {key: a, name: A}\n  - {key: a, name: B}\n",
            "8: dishes of the pack has the key 'a' twice",
        ),
        ("dishes:\n  - {key: soup, name: [S]}\n", "7: name of dish 'soup' should be text, not a list"),
        (
            "dishes:\n  - {key: soup, name: no}\n",
            "name of dish 'soup' should be text, not true or false; put it in quotes",
        ),
        ("dishes:\n  - {key: soup, name: 2024-03-14}\n", "should be text, not a date; put it in quotes"),
        ("dishes:\n  - {key: soup, name: ''}\n", "7: name of dish 'soup' is empty"),
        ("dishes:\n  - {key: soup, name: }\n", "7: name of dish 'soup' should be text, not nothing"),
        (
            "dishes:\n  - {key: Soup Bowl, name: S}\n",
            "should be lower-case words joined by hyphens, not 'Soup Bowl'",
        ),
        ("dishes:\n  - {key: soup, name: S, minutes: ten}\n", "should be a whole number, not text"),
        ("dishes:\n  - {key: soup, name: S, minutes: 1.5}\n", "should be a whole number, not a number"),
        ("dishes:\n  - {key: soup, name: S, weight: .nan}\n", "weight of dish 'soup' is not a number"),
        ("dishes:\n  - {key: soup, name: S, hot: 1}\n", "should be true or false, not a whole number"),
        ("dishes:\n  - {key: soup, name: S, course: tea}\n", "should be one of 'starter', 'main', not 'tea'"),
        (
            "dishes:\n  - {key: soup, name: S, notes: Salt}\n",
            "notes of dish 'soup' should be a list, not text",
        ),
        ("dishes:\n  - Soup\n", "7: item 1 of dishes of the pack should be a mapping, not text"),
        ("dishes: []\nlabels: {0: A, 0: B}\n", "7: labels of the pack has '0' twice"),
        (
            "dishes: []\nlabels: {low: A}\n",
            "7: the name 'low' in labels of the pack should be a whole number, not text",
        ),
        (
            "dishes:\n  - key: soup\n    name: S\n    minutes: 900\n",
            "9: the pack has 'soup' in the oven too long",
        ),
        ("labels: {}\n", "1: the pack has no dishes"),
        ("dishes: []\nlabels: {1: A, 0x1: B}\n", "7: labels of the pack has '0x1' twice"),
        ("dishes: []\ntranslations: {}\ntranslations: {}\n", "8: the pack has 'translations' twice"),
        ("dishes: []\ntranslations: [fr]\n", "7: translations should be a mapping of languages"),
    ],
)
def test_each_mistake_is_named_with_its_file_and_line(body, said):
    found = in_body(body)
    assert len(found) == 1
    assert found[0].startswith("recipes.v1.yaml:")
    assert found[0].endswith(said)


def test_several_mistakes_are_told_at_once_in_the_order_of_their_lines():
    found = in_body("dishes:\n  - {key: soup}\n  - {key: pie, name: 3}\nlabel: {}\n")
    assert [line.split(":")[1] for line in found] == ["7", "8", "9"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: the file is empty"),
        ("just words", ":1: the pack should be a mapping, not text"),
        ("key: [", "not valid YAML"),
        ("key: \x00", "not valid YAML"),
        (HEAD + "dishes: []\n---\nkey: second\n", ":7: not valid YAML"),
        (
            HEAD + "dishes: !!python/object/apply:os.system ['true']\n",
            "the tag 'tag:yaml.org,2002:python/object/apply:os.system'",
        ),
        (HEAD + "dishes:\n  - {key: soup, name: !secret S}\n", "the tag '!secret', which is not allowed"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", ":2: aliases (*name) are not allowed in a pack"),
        (
            HEAD + "dishes:\n  - {key: soup, name: S, course: " + "9" * 9000 + "}\n",
            "should be one of 'starter', 'main'",
        ),
        (HEAD + "dishes: " + "[" * 5000, "nested deeper than 40 levels"),
        (
            HEAD + "dishes:\n  - {key: soup, name: S, minutes: " + "9" * 9000 + "}\n",
            "is not a number that can be read",
        ),
        ("# " + "x" * 2_000_001, ":1: the file is longer than 2,000,000 characters"),
    ],
)
def test_what_could_do_harm_or_is_no_yaml_is_refused_in_words(text, said):
    assert any(said in mistake for mistake in mistakes(text))


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "recipes.v1.yaml"
    path.write_bytes(b"key: \xff\xfe")
    with pytest.raises(PackError, match="not UTF-8 text"):
        load(path, Recipes)


def test_a_translation_is_laid_over_the_texts_and_nothing_else():
    pack = recipes(
        "dishes:\n  - {key: soup, name: Soup, notes: [Salt, Stir]}\n  - {key: pie, name: Pie}\nlabels: {0: Not yet}\n"
        "translations:\n  fr:\n    title: Recettes\n    labels: {0: Pas encore}\n"
        "    dishes: {soup: {name: Potage, notes: [Saler, Remuer]}}\n"
    )
    french = pack.in_language("fr-CA")
    assert (french.title, french.labels[0]) == ("Recettes", "Pas encore")
    assert [dish.name for dish in french.dishes] == ["Potage", "Pie"]
    assert french.dishes[0].notes == ("Saler", "Remuer")
    assert french.key == pack.key
    assert pack.in_language("en") is pack
    assert pack.in_language("de") is pack
    assert pack.title == "Recipes"


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ("{dishes: {stew: {name: Ragout}}}", "dishes of the translation has no 'stew' to translate"),
        (
            "{dishes: {soup: {key: potage}}}",
            "key of 'soup' of dishes of the translation cannot be translated",
        ),
        ("{dishes: {soup: {minutes: 5}}}", "cannot be translated"),
        ("{dishes: {soup: {notes: [Saler]}}}", "should have 2 texts, not 1"),
        ("{heading: Recettes}", "the translation has no 'heading' to translate"),
        ("{title: 3}", "title of the translation should be text, not a whole number; put it in quotes"),
        ("Recettes", "the translation should be a mapping, not text"),
    ],
)
def test_a_translation_that_fits_nothing_is_a_mistake(tree, said):
    found = in_body(
        f"dishes:\n  - {{key: soup, name: Soup, notes: [Salt, Stir]}}\ntranslations:\n  fr: {tree}\n"
    )
    assert len(found) == 1
    assert found[0].startswith("recipes.v1.yaml:9: ")
    assert found[0].endswith(said)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_translation_beside_the_pack_leaves_the_pack_file_as_it_was(tmp_path):
    path = write(tmp_path, "recipes.v1.yaml", HEAD + "dishes: []\n")
    before = fingerprint(path)
    write(tmp_path, "recipes.v1.fr.yaml", "title: Recettes\n")
    assert load(path, Recipes).in_language("fr").title == "Recettes"
    assert fingerprint(path) == before
    assert [file.path.name for file in pack_files(tmp_path)] == ["recipes.v1.yaml"]


def test_a_mistake_in_a_translation_beside_the_pack_names_that_file(tmp_path):
    path = write(tmp_path, "recipes.v1.yaml", HEAD + "dishes: []\n")
    write(tmp_path, "recipes.v1.fr.yaml", "title: Recettes\ntitel: Recettes\n")
    with pytest.raises(PackError, match=r"recipes\.v1\.fr\.yaml:2: the translation has no 'titel'"):
        load(path, Recipes)


def test_the_newest_version_counts_as_a_number_not_as_a_word(tmp_path):
    for version in (1, 2, 10):
        text = HEAD.replace("version: 1", f"version: {version}") + "dishes: []\n"
        write(tmp_path, f"recipes.v{version}.yaml", text)
    assert newest(tmp_path, "recipes", Recipes).version == 10
    assert version_of(tmp_path, "recipes", 2, Recipes).version == 2
    assert {key: pack.version for key, pack in shelf(tmp_path, Recipes).newest().items()} == {"recipes": 10}
    assert newest(tmp_path, "recipes", Recipes) is newest(tmp_path, "recipes", Recipes)


def test_an_unknown_pack_or_version_is_a_lookup_error(tmp_path):
    with pytest.raises(LookupError, match="has no pack 'recipes'"):
        newest(tmp_path, "recipes", Recipes)
    with pytest.raises(LookupError, match="has no version 3 of 'recipes'"):
        version_of(tmp_path, "recipes", 3, Recipes)


def test_a_file_name_that_contradicts_its_pack_is_a_mistake(tmp_path):
    write(tmp_path, "recipes.v2.yaml", HEAD + "dishes: []\n")
    with pytest.raises(PackError, match="the file name says recipes version 2, the pack recipes version 1"):
        newest(tmp_path, "recipes", Recipes)


def test_a_wrong_file_takes_no_other_from_the_shelf(tmp_path):
    write(tmp_path, "recipes.v1.yaml", HEAD + "dishes: []\n")
    write(tmp_path, "recipes.v2.yaml", HEAD.replace("version: 1", "version: 2") + "dishes: none\n")
    write(tmp_path, "recipes.v3.fr.yaml", "title: Recettes\n")
    write(tmp_path, "My recipes.yaml", HEAD + "dishes: []\n")
    found = shelf(tmp_path, Recipes)
    assert {key: pack.version for key, pack in found.newest().items()} == {"recipes": 1}
    assert found.versions("recipes") == [1]
    assert found.mistakes(below=tmp_path) == [
        "My recipes.yaml:1: the file name should be like team-readiness.v1.yaml, or team-readiness.v1.fr.yaml",
        f"recipes.v2.yaml:{HEAD.count(chr(10)) + 1}: dishes of the pack should be a list, not text",
        "recipes.v3.fr.yaml:1: is a translation of recipes.v3.yaml, which does not exist",
    ]


def test_an_edited_or_lost_published_pack_is_noticed(tmp_path):
    path = write(tmp_path, "recipes.v1.yaml", HEAD + "dishes: []\n")
    assert [file.key for file in publish(tmp_path)] == ["recipes"]
    assert publish(tmp_path) == []
    assert list(edited(tmp_path)) == []
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert list(edited(tmp_path)) == []
    path.write_text(HEAD + "dishes: []  \n", encoding="utf-8")
    assert list(edited(tmp_path)) == [
        "recipes.v1.yaml was published and has been edited: make version 2 instead"
    ]
    with pytest.raises(ValueError, match="has been edited"):
        publish(tmp_path)
    path.unlink()
    assert list(edited(tmp_path)) == ["recipes version 1 was published and is gone"]


def test_a_file_full_of_mistakes_is_not_read_to_its_end():
    text = HEAD + "dishes:\n" + "  - {key: soup, wrong: 1}\n" * 5_000
    assert len(mistakes(text)) <= 100


def test_a_file_of_too_many_parts_is_refused():
    (told,) = mistakes(HEAD + "dishes: [" + "a, " * 50_000 + "]\n")
    assert "has more than 40,000 entries" in told


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\x7f"])
def test_a_character_that_cannot_be_shown_is_refused(escape):
    text = HEAD + 'dishes:\n  - {key: soup, name: "S' + escape + '", minutes: 3}\n'
    assert any("has a character that cannot be shown" in told for told in mistakes(text))
