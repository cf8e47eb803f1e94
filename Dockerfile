# Built and run without root, on a root file system that may be read-only: see docs/operating.md.
FROM node:20-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No package needs its install script. Versions are the lockfile's; "npm ci" refuses one that lacks an
# optional package of another platform, which a registry may not have had when it was made.
RUN npm install --no-save --ignore-scripts --no-fund --no-audit
COPY tsconfig.base.json tsconfig.json vite.config.ts ./
COPY scripts scripts
COPY docs docs
COPY src src
RUN npm run build \
 && npm prune --no-save --omit=dev --ignore-scripts \
 && rm -rf dist/.tsbuildinfo \
 && find dist -name '*.js.map' -delete -o -name '*.d.ts' -delete

FROM node:20-bookworm-slim
ENV NODE_ENV=production
RUN install -d -o node -g node -m 0700 /data
WORKDIR /app
COPY LICENSE package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/docs/methodology.md docs/
USER node
VOLUME /data
EXPOSE 8420
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8420/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
# Inside its container it listens to all: publish the port to loopback alone, -p 127.0.0.1:8420:8420.
CMD ["start", "--data", "/data", "--host", "0.0.0.0", "--allow-remote"]
