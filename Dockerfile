# The program as an image: web server, worker, clock and commands, all by one user without rights.
# Behind a slow line: docker build --build-arg UV_DEFAULT_INDEX=… --build-arg NPM_CONFIG_REGISTRY=… .

FROM node:24-bookworm-slim AS front
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.11-slim-bookworm AS build
ARG UV_DEFAULT_INDEX
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
RUN pip install --no-cache-dir ${UV_DEFAULT_INDEX:+--index-url "$UV_DEFAULT_INDEX"} "uv>=0.9"
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-default-groups --no-install-project
COPY mobility mobility
COPY migrations migrations
COPY templates templates
COPY worker.py ./
RUN uv sync --frozen --no-default-groups
COPY --from=front /app/node_modules node_modules
RUN .venv/bin/python -m mobility.cli.vendor && rm -rf node_modules tests

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore of the version of compose.yaml's server, for `mobility backup` and `mobility restore`.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-15 && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin mobility \
    && install -d -o mobility -g mobility -m 0700 /data
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MOBILITY_ENVIRONMENT=production MOBILITY_DATA_DIR=/data MOBILITY_WEB_HOST=0.0.0.0 MOBILITY_WEB_PORT=8000
WORKDIR /app
USER mobility
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:mobility.cli.gunicorn", "mobility.cli.wsgi:application()"]
