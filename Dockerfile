# The whole gateway in one image: nginx, the translator, LiteLLM and the interceptor under one supervisor.
# Build: scripts/build-image. Run: docker run -p 127.0.0.1:3999:3999 -e OPENAI_API_KEY openai-code
#
# trixie rather than bookworm: LiteLLM's streams are faster on its Python 3.13 than on 3.11, and everything locked has wheels for it.
ARG BASE=debian:trixie-slim

# ---- builder: the locked Python environment, trimmed and byte-compiled -------------------------------------------------------------
FROM ${BASE} AS builder
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# hadolint ignore=DL3008 # Debian's stable packages: pinning would refuse their security updates
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3-venv \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements-uv.lock requirements.lock ./
# The cache is not under /root: old buildah (seen: 1.28) empties the layer where a mount's path is a parent of its own storage.
# The secret "ca" is optional: the CA bundle of a network whose proxy opens TLS. A secret is never written into a layer.
#
# What is taken out again, and why it cannot be missed. No provider imports any of it:
#   polars       177 MB  LiteLLM's exports of spend to CloudZero, FOCUS, Vantage and Mavvrik, which read LiteLLM's database
#   granian       20 MB  another HTTP server, behind a switch (--run_granian) that the gateway does not use
#   pyroscope      9 MB  profiling to a Pyroscope server, off unless LITELLM_ENABLE_PYROSCOPE is set
#   hatchling …    2 MB  what builds the project's own package
#   admin UI      20 MB  LiteLLM's pages in the browser, which nginx lets nobody reach; an empty page stands in, or LiteLLM would log an error
#   tests         17 MB  numpy's own tests
RUN --mount=type=secret,id=ca,required=false \
    --mount=type=cache,target=/build-cache \
    if [ -s /run/secrets/ca ]; then export PIP_CERT=/run/secrets/ca SSL_CERT_FILE=/run/secrets/ca; fi; \
    export PIP_CACHE_DIR=/build-cache/pip UV_CACHE_DIR=/build-cache/uv UV_LINK_MODE=copy; \
    python3 -m venv /opt/uv; \
    /opt/uv/bin/pip install --disable-pip-version-check --require-hashes --requirement requirements-uv.lock; \
    /opt/uv/bin/uv venv --python /usr/bin/python3 .venv; \
    /opt/uv/bin/uv pip sync --require-hashes --no-build requirements.lock; \
    /opt/uv/bin/uv pip uninstall polars polars-runtime-32 granian pyroscope-io; \
    ui=$(echo .venv/lib/python3.*/site-packages/litellm/proxy/_experimental/out); \
    rm -rf "$ui"; \
    mkdir -p "$ui/_next"; \
    touch "$ui/index.html" "$ui/.litellm_ui_ready"; \
    find .venv/lib/python3.*/site-packages/numpy -type d -name tests -prune -exec rm -rf {} +; \
    .venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash .venv/lib

COPY pyproject.toml README.md LICENSE ./
COPY gateway gateway
COPY interceptor interceptor
COPY translator translator
# Editable: the packages stay in /app beside the files that they read, as in a checkout.
RUN /opt/uv/bin/uv pip install --no-deps --no-build-isolation --editable . \
    && /opt/uv/bin/uv pip uninstall hatchling pathspec pluggy trove-classifiers \
    && .venv/bin/python -m compileall -q --invalidation-mode unchecked-hash gateway interceptor translator \
    && rm -f requirements-uv.lock
COPY config.yaml nginx.conf supervisord.conf ./

# ---- the image ---------------------------------------------------------------------------------------------------------------------
FROM ${BASE}
# Debian's nginx package alone: the static core, with http_realip and http_ssl and no dynamic modules.
# hadolint ignore=DL3008 # as above
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates nginx python3 \
    && rm -rf /etc/nginx/sites-enabled /var/www /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* \
    && groupadd --gid 10001 openai-code \
    && useradd --uid 10001 --gid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin openai-code \
    && install -d -o 10001 -g 10001 /data
COPY --from=builder /app /app
# docker exec openai-code doctor
RUN printf '#!/bin/sh\nexec /app/.venv/bin/openai-code doctor "$@"\n' > /usr/local/bin/doctor && chmod 755 /usr/local/bin/doctor

WORKDIR /app
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    OPENAI_CODE_CONTAINER=1 \
    DATA_DIR=/data \
    RUN_DIR=/tmp/openai-code \
    HOST=0.0.0.0 \
    PORT=3999 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data
EXPOSE 3999
STOPSIGNAL SIGTERM
# LiteLLM needs some seconds to start: failures within start-period do not count.
HEALTHCHECK --start-period=60s --interval=15s --timeout=5s --retries=2 \
    CMD ["/usr/bin/python3", "-IS", "/app/gateway/running/healthcheck.py"]
CMD ["openai-code", "start"]

ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="openai-code" \
    org.opencontainers.image.description="Run Claude Code, and any Anthropic API client, on OpenAI's and other models." \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
