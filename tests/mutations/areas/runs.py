"""Faults in run folders that lose results, count them twice, or believe those of others."""

from tests.mutations.mutant import Mutant

KNOWN = "runs/test_known.py"
RUNNING = "runs/test_running.py"


def run(name, file, text, replacement, reason, *tests):
    return Mutant(name, f"runs/{file}", text, replacement, tests, reason)


MUTANTS = (
    run(
        "run-pieces-add-up-to-anything",
        "counting.py",
        "    check_adds_up(definition)\n",
        "",
        "only cells and facets are found piece by piece",
        "runs/test_counting.py::test_options_that_are_none",
    ),
    run(
        "run-pieces-counted-twice",
        "known.py",
        "        if known != _OPEN:\n            return None\n        parent.set",
        "        parent.set",
        "a piece that is done twice counts once",
        f"{KNOWN}::test_lines_in_any_order_and_twice_add_up_to_the_same",
    ),
    run(
        "run-contradictions-unseen",
        "known.py",
        "differs = known not in (_OPEN, entry.regions)",
        "differs = False",
        "results of one piece agree",
        f"{KNOWN}::test_results_that_contradict_each_other_are_an_error",
    ),
    run(
        "run-parts-before-their-division",
        "known.py",
        "self._orphans.setdefault(entry.address[: depth + 1], []).append(entry)",
        "pass",
        "journals are read in any order",
        f"{KNOWN}::test_a_piece_is_done_with_the_last_of_its_parts",
    ),
    run(
        "run-lines-being-written",
        "journal.py",
        'if not line.endswith(b"\\n"):',
        "if False:",
        "a line counts when all of it is there",
        f"{KNOWN}::test_of_a_journal_cut_off_anywhere_the_whole_lines_count",
    ),
    run(
        "run-rows-unchecked",
        "journal.py",
        " or zlib.crc32(content) != checksum",
        "",
        "rows are those that were written",
        f"{KNOWN}::test_rows_are_there_before_their_line_and_checked",
    ),
    run(
        "run-order-unchecked",
        "running.py",
        "if len(cells) != division.cells or _order(self._search, cells) != self._plan.order:",
        "if len(cells) != division.cells:",
        "pieces of another order are others",
        f"{RUNNING}::test_another_order_of_cells_is_refused",
    ),
    run(
        "run-claims-of-the-living",
        "claims.py",
        "< self._pace.stale:",
        "< 0:",
        "who gives signs of life keeps its pieces",
        f"{RUNNING}::test_pieces_of_the_living_are_left_alone_and_those_of_the_dead_taken_over",
        f"{RUNNING}::test_clocks_that_differ_take_no_piece_from_the_living",
    ),
    run(
        "run-parts-overlap",
        "running.py",
        "order[number - 1 :: parts]",
        "order[number - 1 :]",
        "parts are disjoint",
        f"{RUNNING}::test_parts_are_disjoint_and_together_all",
    ),
    run(
        "run-of-a-check-ends-without-a-counterexample",
        "running.py",
        "self._is_over |= self._work.ends_with_rows and entry.rows is not None",
        "self._is_over |= self._work.ends_with_rows",
        "a piece without a counterexample does not end a check",
        "runs/test_checking.py::test_in_parts_and_budgets",
    ),
    run(
        "run-of-a-check-in-the-folder-of-a-count",
        "plan.py",
        "if (own.cases is None) != (question.cases is None):",
        "if False:",
        "what a folder holds is answered for what it was asked",
        "runs/test_checking.py::test_other_questions_are_refused",
    ),
)
