"""Static files are collected when they have changed, and only then."""

import pytest
from django.contrib.staticfiles.finders import get_finder

from cse_portal import static_files


@pytest.fixture
def source(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    get_finder.cache_clear()
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "portal.css").write_text("a {}")
    yield tmp_path / "source"
    get_finder.cache_clear()


@pytest.fixture
def collections(monkeypatch, tmp_path):
    done = []

    def collectstatic(name, **options):
        (tmp_path / "collected").mkdir(exist_ok=True)
        done.append(name)

    monkeypatch.setattr(static_files, "call_command", collectstatic)
    return done


def test_what_has_not_changed_is_not_collected_again(source, collections):
    static_files.collect()
    static_files.collect()
    assert collections == ["collectstatic"]


def test_a_changed_file_is_collected(source, collections):
    static_files.collect()
    (source / "portal.css").write_text("b {}")
    static_files.collect()
    assert len(collections) == 2


def test_a_deleted_collection_is_made_again(source, collections, tmp_path):
    static_files.collect()
    (tmp_path / "collected" / "sources.sha256").unlink()
    static_files.collect()
    assert len(collections) == 2
