"""The regions of a network with two inputs as one interactive HTML file."""

from polyregions.page.writing import check_is_plane, page_text, write_page

__all__ = ["check_is_plane", "page_text", "write_page"]
