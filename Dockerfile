# One image, ready to answer: the packages, the pages' bundles and a published release are inside.
#   docker build -t climate-record .
#   docker run --rm -p 8000:8000 --read-only --tmpfs /tmp --cap-drop ALL climate-record

FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /app

FROM base AS packages
COPY requirements.lock ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

# Node is in this stage only, from a hash-pinned Python package: no second base image to trust.
FROM packages AS bundles
COPY requirements-node.lock requirements-uv.lock ./
COPY .ci/npm .ci/pip .ci/
COPY api/pages/package.json api/pages/package-lock.json api/pages/.npmrc api/pages/fonts.py api/pages/
RUN PY=/venv/bin/python .ci/npm api/pages ci --ignore-scripts \
    && find api/pages/node_modules -name '*.map' -delete \
    && rm api/pages/node_modules/world-atlas/land-*.json api/pages/node_modules/world-atlas/countries-10m.json \
    && /venv/bin/python api/pages/fonts.py

FROM packages AS release
COPY pyproject.toml ./
COPY schema schema
COPY seeds seeds
RUN /venv/bin/python -m seeds publish

FROM base
LABEL org.opencontainers.image.title="Climate Record" \
      org.opencontainers.image.description="The open, citable record of climate diplomacy, through REST and GraphQL" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 record \
    && useradd --uid 10001 --gid record --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin record
COPY --from=packages /venv /venv
COPY --from=bundles /app/api/pages/node_modules api/pages/node_modules
COPY --from=release /app/var var
COPY schema schema
COPY seeds seeds
COPY api api
# The guides are these documents.
COPY docs docs
COPY CONTRIBUTING.md SECURITY.md ./
# Compiled here, because the server can write nowhere: all of it belongs to root.
RUN /venv/bin/python -m compileall -q schema seeds api
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/readyz\", timeout=4)"]
CMD ["python", "-m", "api", "serve"]
