# Builds one folder that runs by itself, and puts it beside Bun and the few libraries that are loaded: no shell, no package
# manager, nothing else. `docker compose up --build` builds and starts it.
FROM oven/bun:1.4.5-slim AS build
WORKDIR /src
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile --production --ignore-scripts
COPY . .
RUN bun src/runtime/bundle.ts /image/app
# Every shared library that Bun or the database driver names, at the place where the loader looks for it.
RUN set -eu; \
    mkdir -p /empty /image/usr/local/bin; \
    cp "$(readlink -f "$(command -v bun)")" /image/usr/local/bin/bun; \
    ldd /image/usr/local/bin/bun /image/app/node_modules/@libsql/*/index.node \
      | sed -nE 's/^[^/]*(\/[^ ]+) \(0x.*/\1/p' | sort -u > /tmp/libraries; \
    while read -r library; do mkdir -p "/image$(dirname "$library")"; cp -L "$library" "/image$library"; done < /tmp/libraries

FROM scratch
COPY --from=build /image /
COPY --from=build --chown=1000:1000 /empty /data
ENV PATH=/usr/local/bin NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATABASE_URL=file:/data/inkwell.db
# A thread collects its garbage after each 16 MB; by itself JavaScriptCore waits for twice of what a thread holds, networks included.
ENV BUN_JSC_gcMaxHeapSize=16000000
WORKDIR /app
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
  CMD ["bun", "-e", "process.exit((await fetch(`http://127.0.0.1:${process.env.PORT}/readyz`)).ok ? 0 : 1)"]
CMD ["bun", "bin/server.js"]
