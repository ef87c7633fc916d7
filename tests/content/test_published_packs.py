from pathlib import Path

import pytest

from content.registry import LIST_NAME, edited, pack_files, published

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(listing.parent for listing in ROOT.glob(f"[a-z]*/*/{LIST_NAME}"))


def test_there_is_a_list_of_published_packs():
    assert ROOT / "programmes" / "packs" in FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_no_published_pack_was_edited(folder):
    assert list(edited(folder)) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_every_pack_beside_a_list_is_on_it(folder):
    assert {(file.key, file.version) for file in pack_files(folder)} == set(published(folder))
