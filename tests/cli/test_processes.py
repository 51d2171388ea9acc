"""The program as a process that is interrupted, killed or starved: codes, lines, what is left."""

import json
import os
import re
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

import polyregions as pr
from tests.helpers.processes import HERE, PROGRAM, children, end_of, started

pytestmark = pytest.mark.skipif(
    not os.path.exists("/proc/self/task"), reason="asks Linux for the children of processes"
)

# A search of a billion regions, whose progress is a line on stderr, without waiting for it.
EAGER = """
import sys
from polyregions import cli, progress
progress._FIRST = 0
sys.exit(cli.main(sys.argv[1:]))
"""
COUNT = [
    *(sys.executable, "-c", EAGER),
    "count",
    "large.json",
    "--method",
    "enumeration",
    "--definition",
    "proper_activation",
]


@pytest.fixture
def large(folder, compiled_kernel):
    pr.write_network(pr.montufar(3, 12, 6), "large.json")
    return folder


def counting(folder, workers, *words):
    """Start to count, and return once regions are found and the processes are there.

    Those that share the work are of engine "lp": engine "vertices" has threads.
    """
    by_processes = ["--engine", "lp", "--workers", workers] if workers > 1 else []
    process = started([*COUNT, *by_processes, *words], folder)
    text = ""
    while not re.search("regions: [1-9]", text):
        character = process.stderr.read(1)
        assert character, text
        text += character
    while workers > 1 and len(workers_of(process)) < workers:
        time.sleep(0.05)
    return process


def workers_of(process):
    """Return the processes that share the work: copies of it, or those that its server started."""
    workers = []
    for child in children(process.pid):
        is_server = b"from multiprocessing" in Path(f"/proc/{child}/cmdline").read_bytes()
        workers += children(child) if is_server else [child]
    return workers


def has_ended(pid):
    """Wait until a process has ended: it closes its output a moment before."""
    for _ in range(600):
        if not is_running(pid):
            return True
        time.sleep(0.05)
    return False


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"  # ended, and nobody asked how
    except (FileNotFoundError, ProcessLookupError):
        return False


def first_of(first, *others):
    """Return parameters of which all but the first are slow."""
    return [first, *(pytest.param(*one, marks=pytest.mark.slow) for one in others)]


SIGNALS = [("SIGTERM", 143), ("SIGINT", 130), ("SIGHUP", 129)]


@pytest.mark.parametrize(
    ("name", "code", "workers", "whom"),
    first_of(
        *((*end, n, whom) for end in SIGNALS for n in (2, 1) for whom in (os.kill, os.killpg))
    ),
)
def test_signals_end_the_command_and_its_workers(large, name, code, workers, whom):
    process = counting(large, workers)
    begun = workers_of(process)
    assert len(begun) == (0 if workers == 1 else workers)
    whom(process.pid, getattr(signal, name))
    ended, out, err = end_of(process)
    assert (ended, out) == (code, ""), err
    how = {143: "terminated", 130: "interrupted", 129: "hung up"}[code]
    told = rf"error: {how} after [1-9]\d* regions had been found: nothing was written$"
    assert re.search(told, err.strip())
    assert "Traceback" not in err
    assert all(map(has_ended, begun))


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_limit_of_time_from_outside(large, workers):
    limit = ["timeout", "--preserve-status", "4"]
    process = started([*limit, *COUNT, "--workers", workers], large)
    code, out, err = end_of(process)
    assert (code, out) == (143, "")
    assert "Traceback" not in err
    assert os.listdir(large) == ["large.json"]


def test_workers_end_when_their_parent_is_killed(large):
    process = counting(large, 3)
    workers = workers_of(process)
    process.kill()
    code, _, err = end_of(process)  # the workers hold its output open
    assert (code, len(workers)) == (-signal.SIGKILL, 3)
    assert "Traceback" not in err
    assert all(map(has_ended, workers))


@pytest.mark.parametrize("number", first_of(signal.SIGKILL, [signal.SIGTERM]))
def test_workers_that_are_lost_again_and_again_are_one_line(large, number):
    process = counting(large, 2)
    while process.poll() is None:
        with suppress(ProcessLookupError, FileNotFoundError):
            workers = workers_of(process)
            for worker in workers:
                os.kill(worker, number)
    code, out, err = end_of(process)
    assert (code, out) == (2, "")
    assert re.search(r"after [1-9]\d* regions had been found: give fewer", err.splitlines()[-1])
    assert "Traceback" not in err
    assert all(map(has_ended, workers))


WRITING = """
import sys, time
from polyregions.cli import construct, main
from polyregions.readers import atomic_file

def write_network(network, path, *_):
    with atomic_file(path) as file:
        file.write(bytes(10**6))
        print("writing", flush=True)
        time.sleep(60)

construct.write_network = write_network
sys.exit(main("construct montufar --inputs 1 --width 2 --depth 2 -o net.json".split()))
"""


@pytest.mark.parametrize(("name", "code"), first_of(*SIGNALS))
def test_signals_leave_no_half_file(folder, name, code):
    process = started([sys.executable, "-c", WRITING], folder)
    assert process.stdout.readline() == "writing\n"
    assert len(os.listdir(folder)) == 1
    process.send_signal(getattr(signal, name))
    assert end_of(process)[0] == code
    assert os.listdir(folder) == []


@pytest.mark.slow
def test_what_is_ignored_stays_so(folder):
    ignoring = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]
    process = started([*ignoring, sys.executable, "-c", WRITING], folder)
    assert process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    assert end_of(process)[0] == 143


def one_line_and_2(process):
    code, out, err = end_of(process)
    # Where nothing can be kept, each process compiles the kernel, and says so first.
    lines = [line for line in err.splitlines() if "compiling the kernel" not in line]
    return (code, out, len(lines)) == (2, "", 1), (code, out, err)


def limited_to(megabytes):
    return ["sh", "-c", f'ulimit -v {1000 * megabytes}; exec "$@"', "sh"]


def test_a_lack_of_memory_refutes_nothing(folder):
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    process = started([*limited_to(80), *PROGRAM, "verify", "net.json"], folder)
    ended, outcome = one_line_and_2(process)
    assert ended, outcome


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", range(40, 640, 100))
def test_any_lack_of_memory_refutes_nothing(folder, compiled_kernel, megabytes):
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    for workers in (1, 2):
        words = "verify", "net.json", "--method", "enumeration", "--workers", workers
        code, _, err = end_of(started([*limited_to(megabytes), *PROGRAM, *words], folder))
        assert code in (0, 2, -signal.SIGABRT, -signal.SIGSEGV), err


@pytest.mark.parametrize("package", first_of("numpy", ["flint"], ["typer"], ["numba"], ["scipy"]))
def test_a_broken_package_is_one_line(folder, package):
    (folder / f"{package}.py").write_text("raise ImportError('it is\\nbroken')")
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    words = "graph", "net.json", "-o", "graph.json", "--engine", "vertices"
    process = started([*PROGRAM, *words], folder, environment={"PYTHONPATH": f"{folder}:{HERE}"})
    ended, outcome = one_line_and_2(process)
    assert ended, outcome
    assert "it is broken" in outcome[2]
    assert not os.path.exists("graph.json")


@pytest.mark.slow
def test_graphs_are_written_without_networkx(folder):
    (folder / "networkx.py").write_text("raise ImportError('it is broken')")
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    words = "graph", "net.json", "-o", "graph.json"
    process = started([*PROGRAM, *words], folder, environment={"PYTHONPATH": f"{folder}:{HERE}"})
    code, _, err = end_of(process)
    assert (code, err) == (0, "")
    assert len(json.loads((folder / "graph.json").read_text())["nodes"]) == 16


@pytest.mark.parametrize("words", first_of("count no.json", ["--version"]))
def test_a_failing_end_of_the_interpreter_changes_nothing(folder, words):
    (folder / "sitecustomize.py").write_text("import atexit\natexit.register(lambda: 1 // 0)")
    process = started(
        [*PROGRAM, *words.split()], folder, environment={"PYTHONPATH": f"{folder}:{HERE}"}
    )
    assert end_of(process)[0] == (2 if "no" in words else 0)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize(
    "ending", first_of("2>/dev/full", ["2>&-"], [">/dev/full 2>/dev/full"], [">&- 2>&-"])
)
def test_errors_that_cannot_be_told_end_with_2(folder, ending):
    shell = ["sh", "-c", f'exec "$@" {ending}', "sh"]
    code, out, err = end_of(started([*shell, *PROGRAM, "count", "no.json"], folder))
    assert (code, out, err) == (2, "", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize(
    "ending", first_of("2>&-", ["<&- 2>&-"], ["<&- >&- 2>&-"], [">&-"], ["2>/dev/full"])
)
def test_streams_that_are_closed_change_nothing(folder, ending):
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    shell = ["sh", "-c", f'exec "$@" {ending}', "sh"]
    words = ["graph", "net.json", "-o", "graph.json", "--engine", "lp"]
    code, out, err = end_of(started([*shell, *PROGRAM, *words], folder))
    assert (code, bool(out), err) == (0, ">&- " not in f"{ending} ".replace("2>&-", ""), "")
    assert len(json.loads((folder / "graph.json").read_text())["nodes"]) == 16
