"""How processes are started, and scripts that they cannot import."""

import multiprocessing
import os
import subprocess
import sys

import pytest

from polyregions.workers import starting
from tests.helpers.processes import HERE


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_processes_are_copies_of_this_one_where_one_thread_runs(monkeypatch):
    for chosen in (None, "fork", "spawn"):
        monkeypatch.setattr(
            multiprocessing, "get_start_method", lambda allow_none=False, chosen=chosen: chosen
        )
        for threads, method in ((1, "fork"), (2, "forkserver"), (None, "forkserver")):
            monkeypatch.setattr(starting, "threads_running", lambda count=threads: count)
            expected = "spawn" if chosen == "spawn" else method
            assert starting.safe_context().get_start_method() == expected


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="Linux tells")
def test_threads_of_libraries_are_seen():
    count = "from polyregions.workers.starting import threads_running; print(threads_running())"
    import_numpy = f"import numpy; {count}"
    for threads in ("1", "2"):
        environment = {**os.environ, "PYTHONPATH": HERE, "OPENBLAS_NUM_THREADS": threads}
        run = subprocess.run(
            [sys.executable, "-c", import_numpy],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert (int(run.stdout) == 1) == (threads == "1" or os.cpu_count() == 1)


def ended(script, *words):
    """Run a script; return its exit code and what it writes."""
    environment = {**os.environ, "PYTHONPATH": HERE}
    command = [sys.executable, str(script), *words]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    return run.returncode, run.stdout, run.stderr


SCRIPT = """
import multiprocessing, threading
from concurrent.futures import ProcessPoolExecutor
import polyregions as pr

multiprocessing.set_start_method("spawn", force=True)
print("begun")
net = pr.he_random((2, 12, 12, 1), seed=1)  # it takes long enough for workers to begin
"""
COUNT = """pr.count_regions(net, engine="lp", workers=2)
"""
REFUSED = [
    COUNT,
    "with ProcessPoolExecutor(2) as executor:\n"
    '    pr.count_regions(net, engine="lp", executor=executor)\n',
    "if net.inputs == 2:\n    " + COUNT,
]


def test_a_script_without_a_guard_is_refused_in_one_line(tmp_path):
    path = tmp_path / "script.py"
    for rest in REFUSED:
        path.write_text(SCRIPT + rest)
        code, out, err = ended(path)
        assert (code, out) == (1, "begun\n"), rest
        assert err.count("Traceback") == 1
        assert err.splitlines()[-1] == (
            "polyregions.errors.UnguardedScriptError: each process imports script.py, which would "
            'start processes again: put what it does below if __name__ == "__main__":, or give '
            "workers=1"
        )


@pytest.mark.slow
def test_scripts_that_go_on(tmp_path):
    path = tmp_path / "script.py"
    guarded = 'if __name__ == "__main__":\n    print(' + COUNT.strip() + ")\n"
    in_function = f"def main():\n    print({COUNT.strip()})\n\n" + (
        'if __name__ == "__main__" and net:\n    main()\n'
    )
    for body in (guarded, in_function):
        path.write_text(SCRIPT.replace('print("begun")\n', "") + body)
        code, out, err = ended(path)
        assert (code, err) == (0, ""), body
        assert int(out) > 0


@pytest.mark.slow
def test_processes_that_carry_out_a_script_again_say_nothing(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(SCRIPT + f"if __name__:\n    {COUNT}")
    code, _, err = ended(path)
    assert (code, "spawn_main" in err) == (1, False)
    assert "WorkerLostError" in err.splitlines()[-1]
