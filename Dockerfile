FROM node:24-bookworm-slim AS build
ENV ORT_DISABLE_TELEMETRY=1
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund && npx turbo run build && node models/src/cli.ts pull --all

FROM node:24-bookworm-slim
ENV ORT_DISABLE_TELEMETRY=1
WORKDIR /app
COPY --from=build --chown=node:node /app /app
RUN mkdir -p /var/lib/souffleur/data && chown -R node:node /var/lib/souffleur
USER node
EXPOSE 8080 9092
CMD ["node", "services/standalone/src/main.ts"]
