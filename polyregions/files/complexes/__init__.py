"""Region complexes in files: whole and exact (JSON, npz), or as tables (Parquet, CSV)."""

from polyregions.files.complexes.complex_files import read_complex, write_complex
from polyregions.files.complexes.formats import (
    COMPLEX_FORMATS,
    TABLE_FORMATS,
    complex_format,
    complex_paths,
)
from polyregions.files.complexes.parquet_file import check_pyarrow
from polyregions.files.complexes.table_files import write_table, write_tables
from polyregions.files.complexes.tables import ADDED_COLUMNS

__all__ = [
    "ADDED_COLUMNS",
    "COMPLEX_FORMATS",
    "TABLE_FORMATS",
    "check_pyarrow",
    "complex_format",
    "complex_paths",
    "read_complex",
    "write_complex",
    "write_table",
    "write_tables",
]
