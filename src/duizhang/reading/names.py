"""What the names of files in a folder, or in an archive, say of them: which are no reports.

A name never says what a file holds (that is told by its content), only what lies beside reports: the
leavings of systems and programs, settings, the parts of a saved page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NO_REPORT = "no report by its name; give it by name to read it"
NO_TABLE = "a table without a word for targets or results in its head; give it by name to read it"
SAVED_PAGE = "belongs to the saved page beside it"
# Reasons why a file is left out that are no fault of it.
HARMLESS = frozenset({NO_REPORT, NO_TABLE, SAVED_PAGE})

# Settings, programs and lists that lie beside reports; such a file is still read where its own
# name is given.
_NO_REPORTS = frozenset(
    [
        ".json", ".jsonl", ".ndjson", ".toml", ".yaml", ".yml", ".ini", ".cfg", ".log", ".py", ".r",
        ".do", ".js", ".css", ".sql", ".url", ".lnk", ".webloc", ".bib", ".ris",
    ]
)  # fmt: skip
# Made by Windows and macOS in every folder that was looked at (compared in lower case).
_LEAVINGS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon\r"})
_PAGES = (".html", ".htm", ".xhtml", ".shtml")
# How browsers call the folder of a page's pictures and styles, behind the page's own name.
_PAGE_FOLDERS = ("_files", ".files", "_file", "_文件", ".文件")


def is_silent(name: str) -> bool:
    """Whether a file or folder called ``name`` is left out without a word.

    Hidden ones, what systems leave in every folder, and what Office keeps of a document that is
    open (``~$报告.docx``).
    """
    return name.startswith((".", "~$")) or name.lower() in _LEAVINGS


def is_no_report(name: str) -> bool:
    """Whether a file called ``name`` that lies in a folder is a setting, a program or a list."""
    return name.lower().endswith(tuple(_NO_REPORTS))


def is_table_name(name: str) -> bool:
    """Whether a file called ``name`` means to be a table of delimited cells."""
    return name.lower().endswith((".csv", ".tsv"))


def page_folders(folders: Iterable[str], files: Sequence[str]) -> set[str]:
    """Those of ``folders`` that hold the pictures and styles of saved pages among ``files``."""
    stems = {name[: name.rfind(".")] for name in files if name.lower().endswith(_PAGES)}
    known = {stem + ending for stem in stems for ending in _PAGE_FOLDERS} if stems else set()
    return {folder for folder in folders if folder in known}
