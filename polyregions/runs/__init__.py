"""Long work: counts in a folder, which survive their processes and are shared by any number."""

from polyregions.runs.counting import PartialRun, count_in_folder
from polyregions.runs.folder import RunFolder
from polyregions.runs.status import RunStatus
from polyregions.runs.work import TABLE_COLUMNS

__all__ = ["TABLE_COLUMNS", "PartialRun", "RunFolder", "RunStatus", "count_in_folder"]
