"""What files are made of: bytes, JSON and archives, read with care and written as a whole."""

from polyregions.readers.content.assumptions import announce_assumptions
from polyregions.readers.content.atomic import atomic_file, write_text
from polyregions.readers.content.file_content import (
    LARGEST_FILE,
    check_parameters,
    opened_file,
    read_bytes,
)
from polyregions.readers.content.file_signatures import likely_format
from polyregions.readers.content.format_choice import (
    chosen_format,
    named_format,
    paths_of_tables,
    unknown_format,
)
from polyregions.readers.content.json_text import (
    located,
    parse_json,
    read_json,
)
from polyregions.readers.content.npy_stream import ArrayHeader, read_entries, read_header
from polyregions.readers.content.paths import PathLike, path_text
from polyregions.readers.content.result_files import result_in_file
from polyregions.readers.content.watched_files import WatchedBytes, WatchedFile
from polyregions.readers.content.zip_archives import opened_archive

__all__ = [
    "LARGEST_FILE",
    "ArrayHeader",
    "PathLike",
    "WatchedBytes",
    "WatchedFile",
    "announce_assumptions",
    "atomic_file",
    "check_parameters",
    "chosen_format",
    "likely_format",
    "located",
    "named_format",
    "opened_archive",
    "opened_file",
    "parse_json",
    "path_text",
    "paths_of_tables",
    "read_bytes",
    "read_entries",
    "read_header",
    "read_json",
    "result_in_file",
    "unknown_format",
    "write_text",
]
