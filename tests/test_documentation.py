"""The README and the documentation are true: every Python block and the tour in the shell run."""

import doctest
import re
import runpy
import shlex
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

import pytest

from polyregions.cli import main
from tests.helpers.extras import require_packages

REPOSITORY = Path(__file__).resolve().parent.parent
PAGES = sorted(
    page
    for page in [REPOSITORY / "README.md", *REPOSITORY.glob("docs/**/*.md")]
    if page.parent.name != "generate"
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# A page whose code needs packages of an extra names them in a comment.
NEEDS = re.compile(r"<!-- needs: ([\w, ]+) -->")


def blocks(page, language):
    """Return the fenced blocks of the languages with the numbers of their first lines."""
    text = page.read_text(encoding="utf-8")
    pattern = re.compile(rf"^```({language})\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [(text[: m.start()].count("\n") + 1, m[1], m[2]) for m in pattern.finditer(text)]


def with_blocks():
    return [
        pytest.param(page, id=page.relative_to(REPOSITORY).as_posix())
        for page in PAGES
        if blocks(page, "python|console")
    ]


@pytest.mark.parametrize("page", with_blocks())
def test_the_code_of_a_page(page, tmp_path, monkeypatch, capsys, compiled_kernel):
    """Run all blocks in their order, in one folder, as a reader would."""
    for needed in NEEDS.findall(page.read_text(encoding="utf-8")):
        require_packages(*needed.replace(" ", "").split(","))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    namespace = {"__name__": "documentation"}
    for line, language, source in blocks(page, "python|console"):
        if language == "console":
            run_commands(source, capsys)
        elif ">>>" in source:
            run_examples(source, namespace, page, line)
        else:
            exec(compile(source, f"{page}:{line}", "exec"), namespace)


def run_examples(source, namespace, page, line):
    test = doctest.DocTestParser().get_doctest(source, {}, page.name, str(page), line)
    test.globs = namespace
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    report = []
    runner.run(test, out=report.append, clear_globs=False)
    assert not runner.failures, "".join(report)


def run_commands(source, capsys):
    checker = doctest.OutputChecker()
    for step in re.split(r"^\$ ", source, flags=re.MULTILINE)[1:]:
        command, _, expected = step.partition("\n")
        given, told = "", ""
        for part in command.split(" | "):
            program, *words = shlex.split(part)
            assert program == "polyregions"
            capsys.readouterr()
            with patch.object(sys, "stdin", TextIOWrapper(BytesIO(given.encode()))):
                code = main(words)
            printed = capsys.readouterr()
            assert code == (2 if "error: " in printed.err else 0), printed.err
            given, told = printed.out, told + printed.err
        output = told + printed.out if " | " in command else printed.out + told
        assert checker.check_output(expected, output, FLAGS), output


def test_the_main_job_of_the_readme(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    commands = [c.strip() for c in set_up_commands()[0].replace("\n", " ").split("&&")]
    jobs = [c for c in commands if c.startswith("polyregions ")]
    assert [job.split()[1] for job in jobs] == ["construct", "count", "verify", "graph"]
    assert [main(shlex.split(job)[1:]) for job in jobs] == [0] * 4
    assert "the claim holds" in capsys.readouterr().out
    assert (tmp_path / "ternary.graphml").exists()


def test_the_readme_has_two_set_up_commands():
    main_job, tests = set_up_commands()
    assert "pip install" in main_job
    assert tests.endswith("python -m pytest -n auto\n")


def set_up_commands():
    return [source for _, _, source in blocks(REPOSITORY / "README.md", "sh")]


def test_links_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def generated_by(script):
    return runpy.run_path(str(REPOSITORY / "docs" / "generate" / script))


def test_the_reference_of_commands_is_up_to_date():
    """If not: python docs/generate/command_reference.py."""
    written = (REPOSITORY / "docs" / "command_reference.md").read_text(encoding="utf-8")
    assert written == generated_by("command_reference.py")["page"]()
    assert len(re.findall(r"^## ", written, re.MULTILINE)) >= 10


def test_the_reference_of_public_names_is_up_to_date():
    """If not: python docs/generate/reference.py."""
    folder = REPOSITORY / "docs" / "reference"
    written = {page.name: page.read_text(encoding="utf-8") for page in folder.iterdir()}
    assert written == generated_by("reference.py")["pages"]()


@pytest.mark.parametrize("name", ["statements", "bounds"])
def test_the_pages_of_the_theorems_are_up_to_date(name):
    """If not: python docs/generate/NAME.py."""
    written = (REPOSITORY / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == generated_by(f"{name}.py")["page"]()


def test_the_page_of_refusals_is_up_to_date():
    """If not: python docs/generate/refusals.py."""
    written = (REPOSITORY / "docs" / "how_to" / "refused.md").read_text(encoding="utf-8")
    assert written == generated_by("refusals.py")["page"]()


def test_formulas_become_mathml():
    require_packages("latex2mathml")
    hook = generated_by("mathml.py")["on_page_content"]
    formulas = [
        r'<span class="arithmatex">\(a &lt; b\)</span>',
        r'<div class="arithmatex">\[n_0\]</div>',
    ]
    html = hook("".join(formulas))
    assert "arithmatex" not in html
    assert re.findall(r'<math [^>]*display="(\w+)"', html) == ["inline", "block"]
    assert "<mi>a</mi><mo>&#x0003C;</mo><mi>b</mi>" in html


def test_every_formula_of_the_pages_can_be_typeset():
    require_packages("latex2mathml", "markdown", "pymdownx")
    import markdown

    hook = generated_by("mathml.py")["on_page_content"]
    extensions = {"pymdownx.arithmatex": {"generic": True}}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        html = markdown.markdown(
            text,
            extensions=["tables", "pymdownx.superfences", *extensions],
            extension_configs=extensions,
        )
        typeset = hook(html)
        assert "arithmatex" not in typeset, page
        # What a converter does not know it prints as it stands.
        assert not re.search(r"<m[io]>\\", typeset), page
