"""One small web page: health, metrics, articles over HTTP, archive, status, management.

Everything here needs the extra `web`, and is imported when the page is started.
"""
