"""The programs of the package's README run as they stand."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1]
PROGRAMS = re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)


def test_there_is_a_program():
    assert PROGRAMS


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_runs(program, monkeypatch, capsys):
    # Names of files in it are those of the checkout.
    monkeypatch.chdir(PACKAGE.parent)
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out
