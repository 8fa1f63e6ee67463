"""One form for all the addresses under which the same page can be reached. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

# Parameters that say where a reader came from, never what is shown. Seen in real feeds and links.
TRACKING = re.compile(
    r"(?:utm_|at_|mc_|pk_|hsa_|fb_|ga_|gaa_|gad_|_ga|_gl|wt_|vero_|oly_|_hs|mtm_|itm_|ns_|_branch_)\w*"
    r"|trk\w*|xtor|wtmc|mkt_tok|__s|si|igsh|mibextid|matomo|traffic_source|leadsource|reflink|dicbo"
    r"|cndid|esrc|bxid|embedded-checkout|share_?token"
    r"|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|gclsrc|wbraid|gbraid|srsltid|ocid|cid|cmp"
    r"|cmpid|icid|intcmp|intcid|ref|refid|ref_src|ref_url|referrer|src|source|sref|sr_share|share"
    r"|smid|smtyp|partner|campaign|campaign_id|emc|feature|ftag|mod|mbid|ncid|sh|soc_src|soc_trk"
    r"|spref|taid|tid|xid|s_cid|spm|from|via|rss|feed|feedname|feedtype|output|outputtype|amp"
    r"|_amp|amp_js_v|usqp|guccounter|guce_referrer|guce_referrer_sig|__twitter_impression|\$3p",
    re.IGNORECASE,
)
# Some sites number their pages by these: with a number they may be what is shown.
MAY_BE_A_PAGE = frozenset({"cid", "tid", "xid", "taid", "from", "feed", "mod", "ref", "src", "sh"})
OTHER_DRESS = frozenset({"m", "mobile", "print"})  # the same page for phones and printers
INNER_MOBILE = re.compile(r"^([a-z]{2,3})\.m\.(?=[^.]+\.)")  # de.m.wikipedia.org
HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp|touch|wap|edition)\.(?=[^.]+\.)")
AMP_PATH = re.compile(
    r"^/(?:amp|google/amp|m|mobile)(?=/.)|/(?:amp|amp\.html)$|\.amp(?=\.html?$|$)"
)
INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
CACHE = re.compile(r"^(?:[^.]+\.cdn\.ampproject\.org|(?:www\.)?google\.[a-z.]+)$")
CACHE_PATH = re.compile(r"^/(?:[acv]/(?:s/)?|amp/(?:s/)?)(?=[^/]+\.[^/]+)")
DEFAULT_PORTS = re.compile(r":(?:80|443)$")


def address_key(url: str | None) -> str | None:
    """The same string for every variant of an address; None where it names no single page.

    The scheme, tracking parameters, fragments, trailing slashes, mobile and AMP hosts and paths,
    and AMP caches make no difference. A bare host is no article.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        query = parse_qsl(parts.query, keep_blank_values=False)
    except ValueError:
        return None
    host = DEFAULT_PORTS.sub("", parts.netloc.rpartition("@")[2].lower())
    path = parts.path
    if CACHE.match(host) and CACHE_PATH.match(path):
        host, _, path = CACHE_PATH.sub("", path, count=1).partition("/")
        host, path = host.lower(), "/" + path
    host = INNER_MOBILE.sub(r"\1.", HOST_PREFIX.sub("", host))
    path = _plain_path(path)
    kept = sorted((name, value) for name, value in query if not _says_where_from(name, value))
    if not host or (not path and not kept):
        return None
    return host + path + ("?" + urlencode(kept) if kept else "")


def _says_where_from(name: str, value: str) -> bool:
    if name.lower() in OTHER_DRESS and value in ("1", "true"):
        return True
    numbers_a_page = name.lower() in MAY_BE_A_PAGE and value.isdigit()
    return bool(TRACKING.fullmatch(name)) and not numbers_a_page


def _plain_path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", unquote(path))
    path = AMP_PATH.sub("", path.rstrip("/"))
    return INDEX.sub("", path).rstrip("/")
