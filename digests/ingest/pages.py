"""The one file that knows the page extractor. Runs in a worker; see `worker`."""

from __future__ import annotations

from digests.errors import UnreadableError
from digests.ingest.charset import decode
from digests.ingest.clean import clean_line, clean_text
from digests.ingest.dates import read_date
from digests.ingest.outlets import outlet_in_text, outlet_of_url, split_headline
from digests.ingest.plain import as_url
from digests.model import ArticleDraft, TextFrom


def page_of_file(body: bytes, name: str) -> ArticleDraft:
    import trafilatura
    from trafilatura.settings import Document

    html = decode(body)
    found = trafilatura.bare_extraction(
        html, favor_precision=True, with_metadata=True, include_comments=False
    )
    if not isinstance(found, Document) or not found.text:
        raise UnreadableError(name, "no article text was found in the page")
    text = clean_text(found.text)
    title, outlet = split_headline(clean_line(found.title or text.split("\n")[0]), text)
    url = as_url(found.url or "")
    return ArticleDraft(
        title=title,
        text=text,
        outlet=found.sitename or outlet or outlet_of_url(url) or outlet_in_text(text) or name,
        url=url,
        author=found.author,
        published=read_date(found.date or ""),
        text_from=TextFrom.FILE,
    )
