"""An import-linter contract: which rooms of a module its neighbours above may enter."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

FREE = {"kernel"}  # the kernel's whole purpose is to be used
ABOVE = {"config", "demo", "__main__"}  # they compose modules, so they see all rooms
DOORS = {"services", "queries", "events", "models"}


class DoorsContract(Contract):
    """No options. Broken by an import of another module's api, tasks, schemas, rules, admin or subscribers."""

    type_name = "doors"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - import-linter's interface
        found = sorted(
            (importer, imported)
            for imported in graph.modules
            for importer in graph.find_modules_that_directly_import(imported)
            if broken(importer, imported)
        )
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} -> {imported}: not a door", bold=False)


def broken(importer: str, imported: str) -> bool:
    """Whether this import goes through a wall."""
    source, target = importer.split("."), imported.split(".")
    if "weige" not in {source[0]} & {target[0]} or len(source) < 2 or len(target) < 3:
        return False
    if source[1] == target[1] or source[1] in ABOVE or target[1] in FREE:
        return False
    return target[2] not in DOORS
