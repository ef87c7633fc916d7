"""The files of instruments: each can be read, and a wrong one is refused by itself, with file, line and mistake."""

import re
from pathlib import Path
from shutil import copy

import pytest
from django.core.management import call_command

from assessments import instrument_pack
from assessments.instrument_pack import FOLDER, Instrument, instruments, library, mistakes
from assessments.library_page import ANSWERS, ORIGINS, RULES
from assessments.scoring import SCORINGS
from content.packs import PackError, load, parse
from content.registry import pack_files, publish, shelf

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-instrument.md"
EXAMPLE, TRANSLATION = re.findall(r"^ *```yaml\n(.*?)^ *```", HOW_TO.read_text(encoding="utf-8"), re.S | re.M)
JOURNEY = {  # product: the instruments and checklists that a programme works with
    "aqua-system-integration",
    "dmic",
    "goodwin-change-maturity",
    "ham-alderwick-10",
    "ham-walsh-16",
    "itma",
    "nicholson-10",
    "poet",
    "project-integrate",
    "rainbow-rmic",
    "scirocco",
    "scirocco-exchange",
    "slr-six-factors",
    "suter-10",
    "teamstepps-tpq",
    "who-10-lessons",
}
NOT_OURS_TO_RENUMBER = {"scirocco": (0, 5), "scirocco-exchange": (0, 5), "aqua-system-integration": (0, 5)}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of instruments with one right file in it, which the product reads in the place of its own."""
    folder = tmp_path / "assessments" / "instruments"
    folder.mkdir(parents=True)
    copy(FOLDER / "scirocco.v1.yaml", folder)
    monkeypatch.setattr(instrument_pack, "FOLDER", folder)
    return folder


def write(folder, text, name="team-readiness.v1.yaml"):
    (folder / name).write_text(text, encoding="utf-8")


def refused(text):
    with pytest.raises(PackError) as refusal:
        parse(text, Instrument, name="team-readiness.v1.yaml")
    return str(refusal.value).splitlines()


def line_of(text, words):
    """The number of the line in which the words stand."""
    return text[: text.index(words)].count("\n") + 1


# The files that ship


def test_every_file_can_be_read():
    assert mistakes() == []
    assert len(library().packs) == len(pack_files(FOLDER))


def test_the_instruments_of_the_journey_are_there():
    assert set(instruments()) >= JOURNEY


@pytest.mark.parametrize("file", pack_files(FOLDER), ids=lambda file: file.path.name)
def test_a_file_says_what_a_reader_has_to_know(file):
    pack = load(file.path, Instrument)
    keys = [dimension.key for dimension in pack.dimensions]
    assert len(keys) == len(set(keys))
    assert pack.sources, "names no source"
    assert pack.process, "does not say how it is used"
    is_partly_known = {dimension.origin for dimension in pack.dimensions} & {"in-part", "memory"}
    assert not is_partly_known or pack.extent == "in-part", "is known in part and claims to be known in full"


@pytest.mark.parametrize(("key", "ends"), NOT_OURS_TO_RENUMBER.items())
def test_the_scale_is_that_of_the_source(key, ends):
    scale = instruments()[key].scale
    assert (scale.low, scale.high) == ends


def test_each_way_of_answering_scoring_and_origin_has_its_words():
    hints = instrument_pack.__dict__
    assert set(ANSWERS) == set(hints["Answer"].__args__)
    assert set(ORIGINS) == set(hints["Origin"].__args__)
    assert set(RULES) == set(SCORINGS)
    assert {answer for scoring in SCORINGS.values() for answer in scoring.answers} == set(ANSWERS)


# The how-to


def test_the_example_of_the_how_to_is_complete_and_right(folder):
    write(folder, EXAMPLE)
    write(folder, TRANSLATION, "team-readiness.v1.fr.yaml")
    pack = library().packs["team-readiness", 1]
    assert [dimension.key for dimension in pack.dimensions] == ["leadership", "shared-record"]
    assert mistakes() == []
    french = pack.in_language("fr")
    assert (french.dimensions[0].title, french.dimensions[1].title) == ("Conduite", "Shared record")
    assert french.dimensions[0].levels[3] == pack.dimensions[0].levels[3]


def test_the_mistakes_of_the_how_to_are_what_one_is_told():
    shown = re.findall(r"^assessments/instruments/.+", HOW_TO.read_text(encoding="utf-8"), re.M)
    slips = [
        EXAMPLE.replace("scoring: profile", "scoring: profil").replace(
            "      2: A lead is named, and", "    # 2:"
        ),
        EXAMPLE.replace("key: shared-record", "key: leadership"),
    ]
    told = [f"assessments/instruments/{mistake}" for slip in slips for mistake in refused(slip)]
    assert told == shown


# What is refused

TEAM = {  # what goes wrong: (the words in the right file, those in the wrong one, what one is told)
    "a key twice": ("key: shared-record", "key: leadership", "has the key 'leadership' twice"),
    "a level missing": ("      1: Somebody", "      # 1: Somebody", "without a text for level 1"),
    "a level twice": ("      1: Somebody", "      0: Somebody", "has '0' twice"),
    "a level off the scale": (
        "      3: A lead is",
        "      4: A lead is",
        "with a text for level 4, which is not on the scale",
    ),
    "an unknown scoring": (
        "scoring: profile",
        "scoring: total",
        "the unknown scoring 'total'; there are profile",
    ),
    "a scoring for other answers": (
        "scoring: profile",
        "scoring: share-met",
        "does not fit the answer 'level'",
    ),
    "an unknown answer": ("answer: level", "answer: levels", "should be one of 'level'"),
    "no label where no levels are": (
        "1: Begun, ",
        "",
        "'shared-record' without a text for level 1, and the scale has none",
    ),
    "a scale upside down": ("low: 0", "low: 3", "should have its high above its low"),
    "an unknown step": (
        "steps: [implementation]",
        "steps: [implementing]",
        "names the unknown step 'implementing'",
    ),
    "part of it missing": ("extent: full", "extent: in-part", "does not say what is missing"),
    "levels where none are chosen": (
        "answer: level ",
        "answer: agreement ",
        "but is answered by 'agreement'",
    ),
    "a presence without items": (
        "answer: level ",
        "answer: presence ",
        "without items, and presence is answered item by item",
    ),
    "a decisive element without phases": (
        "    origin: ours\n    levels",
        "    origin: ours\n    items: [{key: a, text: A., is_decisive: true}]\n    levels",
        "marks a decisive element; that needs phases",
    ),
    "an entry misspelt": ("answered_by:", "answerd_by:", "did you mean 'answered_by'?"),
}


@pytest.mark.parametrize(("right", "wrong", "told"), TEAM.values(), ids=TEAM)
def test_a_mistake_is_named_with_its_file_and_line(right, wrong, told):
    assert right in EXAMPLE
    found = [line for line in refused(EXAMPLE.replace(right, wrong, 1)) if told in line]
    assert found
    assert re.match(r"team-readiness\.v1\.yaml:\d+: ", found[0])


@pytest.mark.parametrize(
    ("right", "wrong", "where"),
    [
        ("key: shared-record", "key: leadership", "  - key: leadership\n    title: Shared"),
        ("      2: A lead is named, and", "      # 2:", "      0: Nobody answers"),
        ("scoring: profile", "scoring: profil", "scoring: profil"),
    ],
    ids=["a key twice", "a level missing", "an unknown scoring"],
)
def test_a_wrong_file_is_left_out_and_the_others_stay(folder, right, wrong, where):
    text = EXAMPLE.replace(right, wrong, 1)
    write(folder, text)
    assert set(instruments()) == {"scirocco"}
    (told,) = mistakes()
    assert told.startswith(f"assessments/instruments/team-readiness.v1.yaml:{line_of(text, where)}: ")


def test_an_earlier_version_serves_while_the_newest_cannot_be_read(folder):
    write(folder, EXAMPLE)
    write(
        folder,
        EXAMPLE.replace("version: 1", "version: 2").replace("low: 0", "low: 9"),
        "team-readiness.v2.yaml",
    )
    assert instruments()["team-readiness"].version == 1
    assert mistakes()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Team readiness.v1.yaml", "the file name should be like team-readiness.v1.yaml"),
        ("team-readiness.yaml", "the file name should be like team-readiness.v1.yaml"),
        ("team-readiness.v1.yml", "the file name should be like team-readiness.v1.yaml"),
        ("team-readiness.v3.fr.yaml", "is a translation of team-readiness.v3.yaml, which does not exist"),
        ("other.v1.yaml", "the file name says other version 1, the pack team-readiness version 1"),
    ],
)
def test_a_file_under_a_wrong_name_does_not_vanish_in_silence(folder, name, told):
    write(folder, EXAMPLE, name)
    assert mistakes() == [
        f"assessments/instruments/{name}:1: {told}{', or team-readiness.v1.fr.yaml' * ('like' in told)}"
    ]


# When the server starts


def test_commands_tell_of_a_wrong_file_and_go_on(folder, capsys):
    write(folder, EXAMPLE.replace("scoring: profile", "scoring: profil"))
    call_command("check")
    said = capsys.readouterr().err
    assert (
        "(assessments.W001) assessments/instruments/team-readiness.v1.yaml:12: the pack has the unknown"
        in said
    )


def test_commands_tell_of_a_published_file_that_was_edited(folder, capsys):
    write(folder, EXAMPLE)
    publish(folder)
    call_command("check")
    assert "assessments.W" not in capsys.readouterr().err
    write(folder, EXAMPLE + "# a word more\n")
    call_command("check")
    assert (
        "(assessments.W002) team-readiness.v1.yaml was published and has been edited"
        in capsys.readouterr().err
    )


def test_all_right_files_pass_without_a_word(capsys):
    call_command("check", fail_level="WARNING")
    assert "assessments" not in capsys.readouterr().err


def test_the_shelf_of_an_empty_folder_is_empty(tmp_path):
    empty = shelf(tmp_path, Instrument)
    assert (dict(empty.packs), dict(empty.broken), empty.newest()) == ({}, {}, {})
