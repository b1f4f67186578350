FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund && npx turbo run build && node models/src/cli.ts pull --all

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=build --chown=node:node /app /app
RUN mkdir -p /var/lib/souffleur/data && chown -R node:node /var/lib/souffleur
USER node
EXPOSE 8080 9092
CMD ["node", "services/standalone/src/main.ts"]
