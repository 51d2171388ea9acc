"""Journals and what their lines tell, in any order, torn, twice, and against each other."""

import random

import numpy as np
import pytest

from polyregions.errors import FileFormatError
from polyregions.runs.addresses import Division, address_of, shuffled
from polyregions.runs.journal import Entry, Journal, JournalReader, read_rows, sources_of
from polyregions.runs.known import ContradictionError, Known


@pytest.fixture
def folder(tmp_path):
    for name in ("journal", "rows"):
        (tmp_path / name).mkdir()
    return tmp_path


def entries_of(rng, address, division, depth):
    """Return lines that complete a division, some pieces in parts, and their regions."""
    entries, total = [], 0
    for number in range(division.pieces):
        here = (*address, number)
        if depth and rng.random() < 0.4:
            cells = rng.randint(2, 9)
            inner = Division((depth, 0), cells, rng.randint(1, cells))
            lines, regions = entries_of(rng, here, inner, depth - 1)
            entries += [Entry(here, division=inner), *lines]
            if rng.random() < 0.3:  # somebody has done it as a whole, too
                entries.append(Entry(here, regions, 2.0))
        else:
            regions = rng.randint(1, 50)
            entries.append(Entry(here, regions, 1.0))
        total += regions
    return entries, total


def test_lines_in_any_order_and_twice_add_up_to_the_same():
    for seed in range(300):
        rng = random.Random(seed)
        cells = rng.randint(1, 12)
        division = Division((0, 0), cells, rng.randint(1, cells))
        entries, total = entries_of(rng, (), division, 3)
        lines = entries + rng.choices(entries, k=5)
        rng.shuffle(lines)
        known = Known(division)
        for number, entry in enumerate(lines):
            assert known.whole.is_done <= (known.whole.found == total), seed
            assert known.whole.found <= total, seed
            read = Entry.of_line(entry.line().encode())
            assert read == entry, (seed, number)
            known.take(entry)
        assert known.whole.is_done, seed
        assert known.whole.found == total, seed
        assert known.whole.cells_done == cells, seed
        assert known.whole.estimate().value == total, seed
        assert not known.whole.parts, seed


def test_a_piece_is_done_with_the_last_of_its_parts():
    known = Known(Division((0, 0), 2, 1))
    inner = Division((1, 0), 2, 1)
    assert known.take(Entry((1, 0), 5)) is None  # before the line that divides it
    assert known.take(Entry((1,), division=inner)) is None
    assert known.at((1,)).found == 5
    assert not known.is_done((1,))
    assert known.is_done((1, 0))
    assert not known.is_done((1, 1))
    assert known.take(Entry((1, 1), 6)) == (1,)
    assert known.is_done((1,))
    assert known.is_done((1, 1))
    assert known.at((1,)) is None
    assert known.whole.found == 11


CONTRADICTIONS = [
    [Entry((0,), 5), Entry((0,), 6)],
    [Entry((0,), division=Division((1, 0), 1, 1)), Entry((0, 0), 5), Entry((0,), 6)],
    [Entry((0,), 5), Entry((0,), division=Division((1, 0), 2, 1)), Entry((0,), 4)],
    [Entry((0,), division=Division((1, 0), 2, 1)), Entry((0, 1), 5), Entry((0,), 4)],
    [Entry((0,), division=Division((1, 0), n, 1)) for n in (2, 3)],
    [Entry((0,), division=Division((1, 0), 2, 1)), Entry((0, 1), 5), Entry((0, 1), 4)],
    [Entry((2,), 5)],
]


def test_results_that_contradict_each_other_are_an_error():
    for entries in CONTRADICTIONS:
        known = Known(Division((0, 0), 2, 1))
        for entry in entries[:-1]:
            known.take(entry)
        with pytest.raises(ContradictionError) as caught:
            known.take(entries[-1])
        assert caught.value.address == entries[-1].address


def test_an_estimate_does_not_leave_out_what_is_divided():
    known = Known(Division((0, 0), 4, 1))
    known.take(Entry((0,), 10))
    known.take(Entry((1,), division=Division((1, 0), 10, 1)))
    for number in range(5):
        known.take(Entry((1, number), 100))
    assert known.whole.estimate().value == (10 + 1000) / 2 * 4
    assert known.whole.found == 510


# Journals


def test_lines_are_read_once_each_as_they_grow(folder):
    one, two, reader = Journal(folder, "one"), Journal(folder, "two"), JournalReader(folder)
    one.add(Entry((1,), 5, 0.5))
    assert list(reader.news()) == []
    one.flush()
    two.add(Entry((2,), 6, 0.5))
    two.flush()
    assert list(reader.news()) == [("one", Entry((1,), 5, 0.5)), ("two", Entry((2,), 6, 0.5))]
    assert list(reader.news()) == []
    one.add(Entry((1,), 5, 0.25))
    one.flush()
    assert list(reader.news()) == [("one", Entry((1,), 5, 0.25))]
    assert sources_of(folder, (1,)) == ["one"]


def test_of_a_journal_cut_off_anywhere_the_whole_lines_count(folder):
    lines = [Entry((k,), 10**k, 0.5).line() for k in range(3)]
    text = "".join(lines).encode()
    path = folder / "journal" / "one.jsonl"
    for end in range(len(text) + 1):
        path.write_bytes(text[:end])
        reader = JournalReader(folder)
        whole = text[:end].count(b"\n")
        assert [entry.regions for _, entry in reader.news()] == [1, 10, 100][:whole], end
        # It is read to its end where the line goes on, and torn where another process writes.
        path.write_bytes(text)
        assert [entry.regions for _, entry in reader.news()] == [1, 10, 100][whole:], end
        path.write_bytes(text[:end] + b"\n" + text)
        regions = {entry.address: entry.regions for _, entry in JournalReader(folder).news()}
        assert regions == {(0,): 1, (1,): 10, (2,): 100}, end


def test_what_is_no_line_is_passed_over(folder):
    rubbish = [
        *("", "{}", "[]", "3", "null", "\x00\x00", '{"piece": "1"', '{"piece": "1"}'),
        '{"piece": "-1", "regions": 3, "seconds": 1}',
        '{"piece": "1.", "regions": 3, "seconds": 1}',
        '{"piece": "1", "regions": -3, "seconds": 1}',
        '{"piece": "1", "regions": 3.5, "seconds": 1}',
        '{"piece": "1", "regions": true, "seconds": 1}',
        '{"piece": "1", "regions": 3, "seconds": null}',
        '{"piece": "1", "regions": 3, "seconds": 1, "rows": 5}',
        '{"piece": "1", "level": [1, 2], "cells": 0, "size": 1}',
        '{"piece": "1", "level": [1, 2], "cells": 3, "size": 4}',
        '{"piece": "1", "level": 1, "cells": 3, "size": 3}',
        '{"piece": "1", "regions": 99999999999999999999, "seconds": 1}',
        '{"piece": "1", "regions": 3, "seconds": 1e999}',
        '{"piece": "1", "regions": 3, "seconds": NaN}',
        '{"piece": "1", "regions": 3, "seconds": -1}',
        '{"piece": "1", "regions": 3, "seconds": 1%s}' % ("0" * 400),
        '{"piece": "1", "regions": 3, "seconds": 1, "rows": [0, -1, 0]}',
        '{"piece": "1", "regions": 3, "seconds": 1, "rows": [-1, 1, 0]}',
        '{"piece": "1", "level": [1, 2], "cells": 4000000000000000000, "size": 1}',
        "[" * 100_000,
    ]
    (folder / "journal" / "one.jsonl").write_text("\n".join(rubbish) + "\n")
    assert list(JournalReader(folder).news()) == []


def test_rows_are_there_before_their_line_and_checked(folder):
    journal = Journal(folder, "one")
    rng = np.random.default_rng(0)
    kept = [rng.integers(0, 256, (count, 3), dtype=np.uint8) for count in (4, 0, 7)]
    for number, rows in enumerate(kept):
        journal.add(Entry((number,), 1), rows)
        if number:
            journal.flush()
    found = list(JournalReader(folder).news())
    for (source, entry), rows in zip(found, kept, strict=True):
        assert np.array_equal(read_rows(folder, source, entry, 3), rows)
    path = folder / "rows" / "one.bin"
    whole = bytearray(path.read_bytes())
    whole[13] ^= 1
    path.write_bytes(whole)
    with pytest.raises(FileFormatError, match=r"one.bin.* is damaged: remove it with .*one.jsonl"):
        read_rows(folder, *found[2], 3)
    path.write_bytes(whole[:-1])
    huge = Entry((2,), 1, rows=(0, 2**62, 0))
    with pytest.raises(FileFormatError, match="is damaged"):
        read_rows(folder, *found[2], 3)
    with pytest.raises(FileFormatError, match="is damaged"):
        read_rows(folder, "one", huge, 3)
    path.unlink()
    with pytest.raises(FileFormatError, match="is damaged"):
        read_rows(folder, *found[2], 3)


def test_addresses_are_numbers_with_dots():
    assert address_of("0.12.3") == (0, 12, 3)
    for text in ("", ".", "1.", "-1", "1.x", "\u0661"):
        with pytest.raises(ValueError, match="no address"):
            address_of(text)


def test_orders_are_permutations_that_depend_on_the_run_and_the_piece():
    orders = [shuffled(seed, address, 200) for seed in "ab" for address in ((), (1,), (1, 2))]
    assert all(sorted(order) == list(range(200)) for order in orders)
    assert len(set(orders)) == 6
    # Machines have to agree on the parts of a run, whatever their packages.
    assert shuffled("seed", (3,), 8) == (7, 0, 5, 6, 3, 4, 1, 2)
