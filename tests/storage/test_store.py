"""Files come back as they were put, or not at all."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from mobility.storage import Damaged, Gone, Store, TooLarge, new_key

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 4096


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.on_disk(tmp_path / "documents")


def test_a_file_comes_back_as_it_was_put(store: Store) -> None:
    key = new_key(7)
    stored = store.put(key, BytesIO(CONTENT), len(CONTENT))
    assert (stored.byte_count, stored.sha256) == (len(CONTENT), sha256(CONTENT).digest())
    assert b"".join(store.read(key, stored.sha256)) == CONTENT


def test_one_byte_too_many_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    key = new_key(7)
    with pytest.raises(TooLarge):
        store.put(key, BytesIO(CONTENT), len(CONTENT) - 1)
    assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == []


def test_a_key_is_never_written_twice(store: Store) -> None:
    key = new_key(7)
    stored = store.put(key, BytesIO(CONTENT), len(CONTENT))
    with pytest.raises(FileExistsError):
        store.put(key, BytesIO(b"other"), 100)
    assert b"".join(store.read(key, stored.sha256)) == CONTENT


def test_changed_bytes_are_noticed_before_the_first_is_given(store: Store, tmp_path: Path) -> None:
    key = new_key(7)
    stored = store.put(key, BytesIO(CONTENT), len(CONTENT))
    (tmp_path / "documents" / key).write_bytes(b"something else")
    with pytest.raises(Damaged):
        store.read(key, stored.sha256)


def test_a_removed_file_is_gone_and_may_be_removed_again(store: Store) -> None:
    key = new_key(7)
    stored = store.put(key, BytesIO(CONTENT), len(CONTENT))
    store.remove(key)
    store.remove(key)
    with pytest.raises(Gone):
        store.read(key, stored.sha256)


def test_no_key_leads_out_of_the_folder(store: Store, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"not yours")
    with pytest.raises(ValueError, match="Could not parse path"):
        store.read("../secret", sha256(b"not yours").digest())


def test_keys_are_long_and_below_the_institution() -> None:
    keys = {new_key(7) for _number in range(100)}
    assert len(keys) == 100
    assert all(key.startswith("7/") and len(key.rpartition("/")[2]) == 32 for key in keys)
