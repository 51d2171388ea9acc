"""Long work: counts and checks in folders, which survive their processes and are shared by any."""

from polyregions.runs.checking import check_in_folder
from polyregions.runs.counting import PartialRun, count_in_folder
from polyregions.runs.folder import RunFolder
from polyregions.runs.status import RunStatus
from polyregions.runs.work import TABLE_COLUMNS

__all__ = [
    "TABLE_COLUMNS",
    "PartialRun",
    "RunFolder",
    "RunStatus",
    "check_in_folder",
    "count_in_folder",
]
