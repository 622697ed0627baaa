# One image for every process; the command says which:
#   control (default)   node src/app/control-main.ts
#   worker              node workers/main.ts
#   command line        node src/cli/main.ts <command>, such as migrate
# Node runs the TypeScript sources as they are; what it compiles of them is kept in the image, so that processes start
# in two thirds of the time. See docs/deployment.md.

# Any image with Node 24, npm and a user `node`: a mirror's, or one of your own making.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Production dependencies only, and no package's own install script is run. TypeScript comes in as the optional
# peer of a validation library that needs nothing of it at run time.
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/typescript node_modules/@typescript node_modules/.bin /root/.npm

FROM ${NODE_IMAGE} AS program
ENV NODE_ENV=production
# The allocator keeps memory for each thread that ever asked for some, which a dozen threads that mostly wait never need.
ENV MALLOC_ARENA_MAX=2
WORKDIR /app
# Everything belongs to root and the process runs as `node`: it cannot change its own code.
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY drizzle ./drizzle
COPY src ./src
COPY workers ./workers

# Compiled by the user who runs it: Node keeps what each user compiles apart.
FROM program AS compiled
RUN mkdir .compiled && chown node:node .compiled
USER node
RUN NODE_COMPILE_CACHE=/app/.compiled node src/app/compile-main.ts && chmod -R a+rX .compiled

FROM program
COPY --from=compiled /app/.compiled ./.compiled
ENV NODE_COMPILE_CACHE=/app/.compiled
# Where backups go: a new volume takes its owner from here.
RUN mkdir /backups && chown node:node /backups
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
# For control. A worker has no port: its heartbeat is in Postgres (`scheduler status`), so it is run with
# --no-healthcheck.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/livez`, { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/app/control-main.ts"]
