"""Everything that brings articles in: feeds, pages, files."""

from digests.ingest.fetch import Fetcher, FetchPolicy
from digests.ingest.files import FileRead, read_files
from digests.ingest.reading import read_page

__all__ = ["FetchPolicy", "Fetcher", "FileRead", "read_files", "read_page"]
