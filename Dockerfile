# The image of Digestbot: `docker build -t digestbot .` (Docker Engine 25 or newer).
# It holds the interpreter, the packages of requirements.lock, the project and what those are linked
# to, and no package manager; CONTRIBUTING.md says why.
ARG PYTHON_VERSION=3.12

# 1. The packages: hashes checked, wheels only, without sources in C, debug symbols and the words
# for dates in languages that we do not speak. The model's client is compiled when it is used.
FROM python:${PYTHON_VERSION}-slim-bookworm AS packages
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends binutils \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY requirements.lock ./
# Byte code is made here, for nobody can write it later: without it every start costs two seconds.
# Its mode skips the look at the source file, so that no date of a file matters.
RUN python -m venv --without-pip /opt/venv \
 && pip --python /opt/venv/bin/python install --no-compile --require-hashes --no-deps \
        --only-binary=:all: -r requirements.lock \
 && find /opt/venv -type d \( -name tests -o -name testing \) -prune -exec rm -rf {} + \
 && find /opt/venv -type f -regex '.*\.\(c\|cpp\|h\|hpp\|pxd\|pyx\|pyi\)' -delete \
 && find /opt/venv -type f -name '*.so' -exec strip --strip-unneeded {} + \
 && find /opt/venv/lib/python*/site-packages/babel/locale-data -type f -name '*.dat' \
        ! -regex '.*/\(root\|de\|en\|es\|fr\|it\|pl\|pt\|ru\|uk\)\(_[A-Z0-9]+\)?\.dat' -delete \
 && python -m compileall -q -j 0 -x /openai/ --invalidation-mode unchecked-hash /opt/venv/lib

# 2. The project, built with the pinned setuptools into a folder of its own: a change of code makes
# a small layer.
FROM packages AS project
COPY requirements-dev.lock pyproject.toml README.md LICENSE ./
RUN awk '/^[^ ]/ {wanted = /^setuptools==/} wanted' requirements-dev.lock > build.lock \
 && pip install --require-hashes --no-deps --only-binary=:all: -r build.lock
COPY bot ./bot
COPY digests ./digests
COPY seeds ./seeds
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && pip --python /opt/venv/bin/python install --no-compile --no-deps --no-index --prefix /opt/project dist/*.whl \
 && python -m compileall -q --invalidation-mode unchecked-hash /opt/project \
 && cp -a /opt/project/. /opt/venv/ \
 && pip --python /opt/venv/bin/python check

# 3. The system: Python, the libraries that it and the packages are linked to, a shell, certificates.
FROM packages AS system
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /
RUN mkdir -p /system/etc/ssl/certs /system/usr/bin /system/usr/lib /system/usr/lib64 /system/config \
 && ln -s usr/bin usr/lib usr/lib64 /system/ \
 && install -d -m 1777 /system/tmp \
 && install -d -o 10001 -g 10001 -m 0750 /volume/data
RUN { find /usr/local /opt/venv /usr/bin/dash -type f \( -name '*.so*' -o -perm /111 \) \
        -exec ldd {} + 2> /dev/null || true; } \
    | grep -o '/[^ :]*\.so[^ :]*' | grep -v '^/opt/venv/\|^/usr/local/' | sort -u > /libraries \
 && xargs -a /libraries cp -L --parents -t /system
RUN python -m compileall -q -j 0 --invalidation-mode unchecked-hash /usr/local/lib \
 && tar -c --exclude='config-3*' --exclude=ensurepip --exclude=idlelib --exclude=lib2to3 \
        --exclude=pydoc_data --exclude=site-packages --exclude=test --exclude=tkinter \
        --exclude=turtledemo usr/local/lib usr/local/bin/python* | tar -x -C /system
RUN cp /usr/bin/dash /system/usr/bin/sh \
 && cp /etc/ld.so.cache /etc/nsswitch.conf /etc/os-release /system/etc/ \
 && cp /etc/ssl/certs/ca-certificates.crt /system/etc/ssl/certs/ \
 && printf '%s:x:%s:%s::%s:/bin/sh\n' root 0 0 / digestbot 10001 10001 /data > /system/etc/passwd \
 && printf '%s:x:%s:\n' root 0 digestbot 10001 > /system/etc/group

FROM scratch
COPY --from=system /system /
COPY --from=system --chown=10001:10001 /volume /
COPY --from=packages /opt/venv /opt/venv
COPY --from=project /opt/project /opt/venv
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin \
    HOME=/data \
    LANG=C.UTF-8 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    DIGESTBOT_DATABASE_URL=sqlite:////data/digestbot.db
# A config.toml mounted here is read; without one the environment is enough.
WORKDIR /config
USER 10001:10001
VOLUME ["/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["digestbot", "health"]
ENTRYPOINT ["digestbot"]
CMD ["run"]
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Digestbot" \
      org.opencontainers.image.description="A self-hosted news digest bot for Telegram and Slack" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
