"""Files appear whole or not at all."""

import os
import stat
import subprocess
import sys

import pytest

from polyregions.errors import PolyregionsError
from polyregions.readers import atomic_file, write_text


def test_writes_the_whole_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, ["one\n", "zwölf\n"])
    assert path.read_bytes() == "one\nzwölf\n".encode()
    assert os.listdir(tmp_path) == ["a.txt"]


def test_nothing_is_there_before_the_end(tmp_path):
    path = tmp_path / "a.txt"
    with atomic_file(path) as file:
        file.write(b"half")
        file.flush()
        assert not path.exists()
    assert path.read_bytes() == b"half"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_the_old_file_and_no_other(tmp_path, error):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def parts():
        yield "new"
        raise error

    with pytest.raises(error):
        write_text(path, parts())
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_an_error_leaves_no_new_file(tmp_path):
    def parts():
        yield "half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_text(tmp_path / "a.txt", parts())
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="permission bits of POSIX")
def test_permissions(tmp_path):
    new, old, plain = tmp_path / "new", tmp_path / "old", tmp_path / "plain"
    old.write_text("old")
    old.chmod(0o640)
    plain.touch()
    for path in (new, old):
        write_text(path, ["x"])
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="symbolic links of POSIX")
def test_a_link_is_followed(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    write_text(link, ["new"])
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="a device of POSIX")
def test_a_device_is_not_replaced():
    write_text("/dev/null", ["x"])
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_unwritable_paths(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "missing" / "a", tmp_path / "file" / "a", "a\0b", ""):
        with pytest.raises(PolyregionsError, match="cannot be written"):
            write_text(path, ["x"])
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_write_protected_file_stays(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(PolyregionsError, match="write-protected"):
        write_text(path, ["new"])
    assert path.read_text() == "old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_a_full_disk():
    with pytest.raises(PolyregionsError, match="cannot be written"):
        write_text("/dev/full", ["x"])


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="a device of POSIX")
def test_standard_output_may_be_a_pipe():
    code = "from polyregions.readers import write_text; write_text('/dev/stdout', ['a', 'b'])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "ab"
