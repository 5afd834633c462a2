"""A contract of our own for import-linter: each module keeps its tables and listeners to itself.

The built-in `protected` contract must be written once per module and fails on files a module does not have; this one
reads the modules that are there, so a new one is held from its first commit.
"""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OwnFiles(Contract):
    """`dorgora.X.models` and its like are importable only from inside `dorgora.X`."""

    type_name = "own_files"
    root = fields.StringField()
    names = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Finds every import of a private file from outside its module."""
        found = []
        for owner in sorted(graph.find_children(str(self.root))):
            private = {f"{owner}.{name}" for name in _listed(self.names)} & graph.modules
            for file in sorted(
                private | {inner for name in private for inner in graph.find_descendants(name)}
            ):
                found += [
                    (importer, file)
                    for importer in sorted(graph.find_modules_that_directly_import(file))
                    if not f"{importer}.".startswith(f"{owner}.")
                ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Names each import that must go."""
        for importer, file in check.metadata["found"]:
            output.print_error(f"{importer} imports {file}, which is private to its module", bold=False)


def _listed(names: Any) -> list[str]:
    """A field as what it is once the contract is read: a list."""
    return list(names)
