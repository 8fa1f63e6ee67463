"""Everything that brings articles in: feeds, pages, files."""
