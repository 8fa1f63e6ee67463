"""Certificates that nobody vouches for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

_AUTHORITY = """
[ca]
default_ca = own
[own]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def certified(folder: Path, name: str = "IP:127.0.0.1", *, expired: bool = False) -> ssl.SSLContext:
    """The context of a server with a certificate for `name`, put into `certificate.pem`."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    made = "req -newkey rsa:2048 -nodes -subj /CN=own -keyout key.pem -addext subjectAltName="
    if expired:
        (folder / "index").touch()
        (folder / "serial").write_text("01", encoding="ascii")
        (folder / "authority").write_text(_AUTHORITY, encoding="ascii")
        _openssl(folder, f"{made}{name} -out request.pem")
        dates = "-startdate 20200101000000Z -enddate 20200102000000Z"
        _openssl(folder, "ca -selfsign -batch -notext -config authority -keyfile key.pem "
                         f"{dates} -in request.pem -out certificate.pem")  # fmt: skip
    else:
        _openssl(folder, f"{made}{name} -x509 -days 2 -out certificate.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


def _openssl(folder: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], check=True, capture_output=True, cwd=folder)
