"""How the house laws read the house: its files, its functions, its imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import BESIDE, PACKAGE, ROOT


def modules() -> list[Path]:
    """Every Python file of the package."""
    return found(PACKAGE.rglob("*.py"))


def python_files() -> list[Path]:
    """Every Python file of the house: the package, app.py, the benchmarks and the tests."""
    here = [
        *ROOT.glob("*.py"),
        *(ROOT / "benchmarks").rglob("*.py"),
        *(ROOT / "makedocs").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
    ]
    return found([*PACKAGE.rglob("*.py"), *here])


def templates() -> list[Path]:
    """Every template."""
    return found(path for path in (BESIDE / "templates").rglob("*") if path.is_file())


def found(paths: Iterator[Path] | list[Path]) -> list[Path]:
    """Sort what a law looks at, and fail when that is nothing."""
    files = sorted(path for path in paths if "__pycache__" not in path.parts)
    assert files, "this law found nothing to check"
    return files


def read(path: Path) -> str:
    """Read a file as text."""
    return path.read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    """Parse a Python file."""
    return ast.parse(read(path), filename=str(path))


def where(path: Path, line: int | None = None) -> str:
    """Name a place as a person would: file, and line if there is one."""
    base = next(base for base in (ROOT, PACKAGE.parent) if path.is_relative_to(base))
    return f"{path.relative_to(base)}" + (f":{line}" if line else "")


def places(pattern: re.Pattern[str], path: Path, hide: re.Pattern[str] | None = None) -> list[str]:
    """Find a pattern in a file, with what is hidden blanked out so that the lines stay the same."""
    text = read(path)
    if hide:
        text = hide.sub(lambda hidden: '""' + "\n" * hidden[0].count("\n"), text)
    return [f"{where(path, text.count(chr(10), 0, hit.start()) + 1)}: {hit[0]!r}" for hit in pattern.finditer(text)]


def functions(module: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, however deep."""
    return [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Every public function and class, and the public methods of those classes."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def imported(module: ast.Module) -> list[str]:
    """Every module that a module imports."""
    plain = [alias.name for node in ast.walk(module) if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module or "." for node in ast.walk(module) if isinstance(node, ast.ImportFrom)]
