# syntax=docker/dockerfile:1
# Postern in a container: built and run under the Node that package.json pins, as an unprivileged user, without the demo.
# One port (3000), one volume (/data), one secret (the master key, see compose.yaml).
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
# the lock file as it is, no install script: the image has the pinned Node already
RUN npm install --no-save --include=dev --no-progress
COPY . .
RUN NODE_ENV=production node node_modules/next/dist/bin/next build \
  && rm -rf .next/cache \
  && npm prune --omit=dev --no-save --no-progress \
  && mkdir -p public

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    MALLOC_ARENA_MAX=2 \
    MALLOC_TRIM_THRESHOLD_=1048576 \
    MALLOC_MMAP_THRESHOLD_=262144 \
    HOST=0.0.0.0 \
    PORT=3000 \
    POSTERN_DATA=/data \
    POSTERN_DEMO=off
# What runs: the build, and the sources that Node loads by itself at run time (gateway, workers, message frame), outside of Next's bundles.
COPY --from=build /app/package.json /app/next.config.ts /app/LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/.next ./.next
COPY --from=build /app/public ./public
COPY --from=build /app/lib ./lib
COPY --from=build /app/cli ./cli
COPY --from=build /app/demo ./demo
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/sign-in`).then((r) => process.exit(r.status < 500 ? 0 : 1), () => process.exit(1))"]
CMD ["sh", "-c", "exec node --max-semi-space-size=8 --heap-growing-percent=40 node_modules/next/dist/bin/next start -H \"$HOST\" -p \"$PORT\""]
