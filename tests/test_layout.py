"""Every folder of tests is a package, so that none of them can take the name of a library, such as `public`."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent


def test_every_folder_with_tests_is_a_package() -> None:
    folders = {path.parent for path in TESTS.rglob("test_*.py")}
    assert [str(folder.relative_to(TESTS)) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
    outer = {parent for folder in folders for parent in folder.parents if TESTS in (parent, *parent.parents)}
    assert [str(folder) for folder in sorted(outer) if not (folder / "__init__.py").exists()] == []
