import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { parse } from 'yaml';

import { findSubgraphManifests } from '../../../gateway/src/launcher/subgraph-manifests.js';

interface Service {
  readonly image?: string;
  readonly user?: string;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly network_mode?: string;
  readonly pid?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly replicas?: number };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const root = path.join(import.meta.dirname, '../../..');
const text = await readFile(path.join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const subgraphs = await findSubgraphManifests(root);

it.each(services)('%s is confined: no root, no privileges, nothing to write on', (_name, service) => {
  expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  });
  const { privileged, cap_add, network_mode, pid } = service;
  expect({ privileged, cap_add, network_mode, pid }).toEqual({});
  // No folder and no socket of the machine: named volumes only.
  const sources = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
  expect(sources.filter((source) => !(source in compose.volumes))).toEqual([]);
});

it.each(services)('%s says how it is', (name, { healthcheck }) => {
  if (name === 'provision') expect(healthcheck).toEqual({ disable: true });
  else {
    // An unquoted colon makes a mapping of what should be a program.
    expect(healthcheck?.test?.map((word) => typeof word)).not.toContain('object');
    expect(healthcheck?.test?.[0]).toMatch(/^CMD/);
    expect(healthcheck?.test?.length).toBeGreaterThan(1);
  }
});

it('waits for what tells when it is ready', () => {
  const awaited = services.flatMap(([name, { depends_on = {} }]) =>
    Object.entries(depends_on).map(([other, { condition }]) => `${name} ${condition} ${other}`),
  );
  for (const { name } of subgraphs) {
    expect(awaited).toContain(`${name} service_completed_successfully provision`);
    expect(awaited).toContain(`${name} service_healthy postgres`);
  }
  expect(awaited).toContain('proxy service_healthy gateway');
  expect(awaited).toContain('provision service_healthy postgres');
});

it('holds no secret, and does not start without one', () => {
  const secret = /PASSWORD|SIGNING_KEY|SECRET|TOKEN|AUTH$/;
  const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
  const secrets = values.filter(([name]) => secret.test(name));
  expect(new Set(secrets.map(([name]) => name))).toEqual(
    new Set(['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'REDISCLI_AUTH', 'HUB_SIGNING_KEY']),
  );
  for (const [, value] of secrets) expect(value).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/);
  // Addresses with a password in them take it from the same place.
  const addresses = values.filter(([, value]) => /:\/\/[^/]*@/.test(value));
  expect(addresses).toHaveLength(2);
  for (const [, value] of addresses) expect(value).toMatch(/:\/\/\w+:\$\{[A-Z_]+:\?[^}]+\}@/);
});

it('names every variable in .env.example, and gives the secret ones no value', async () => {
  const example = await readFile(path.join(root, '.env.example'), 'utf8');
  const entries = new Map([...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const used = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
  expect(new Set(entries.keys())).toEqual(used);
  const required = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name);
  for (const name of required) expect(entries.get(name)).toBe('');
});

it.each(['.env.example', 'subgraphs/members/README.md'])(
  '%s founds the first member with what is there',
  async (file) => {
    const said = (await readFile(path.join(root, file), 'utf8')).replaceAll(/\\\n#?\s*/g, '');
    const [, name = '', ...command] = /docker compose run --rm -T (\S+) (node) (\S+) (\S+) --id /.exec(said) ?? [];
    const founder = subgraphs.find(({ found }) => found !== undefined);
    expect(name).toBe(founder?.name);
    const [program, credentials] = compose.services[name]?.command ?? [];
    expect(command).toEqual([program, credentials, path.relative(root, founder?.found ?? '')]);
  },
);

it('shows one port to the world, of this machine only unless told otherwise', () => {
  const published = services.filter(([, { ports }]) => ports !== undefined);
  expect(published.map(([name, { ports }]) => [name, ports])).toEqual([
    ['proxy', [expect.stringMatching(/^\$\{HUB_BIND:-127\.0\.0\.1\}:\$\{HUB_PORT:-4000\}:8080$/)]],
  ]);
  const open = Object.entries(compose.networks).filter(([, { internal }]) => internal !== true);
  expect(open.map(([name]) => name)).toEqual(['edge']);
  const outside = services.filter(([, { networks = ['default'] }]) => networks.includes('edge'));
  expect(outside.map(([name]) => name).sort()).toEqual(['gateway', 'proxy']);
});

it('runs every subgraph of the workspace, each with its own credentials, and two gateways that know them all', () => {
  for (const { name } of subgraphs) {
    const service = compose.services[name];
    expect(service?.command).toEqual([
      'node',
      `--env-file=/credentials/${name}/database.env`,
      `subgraphs/${name}/dist/main.js`,
    ]);
    expect(service?.volumes).toEqual([`${name}-credentials:/credentials/${name}:ro`]);
    expect(service?.environment).not.toHaveProperty('DATABASE_URL');
  }
  const { gateway } = compose.services;
  expect(gateway?.deploy?.replicas).toBe(2);
  expect(gateway?.environment?.HUB_SUBGRAPHS?.split(',').sort()).toEqual(
    subgraphs.map(({ name }) => `${name}=http://${name}:4000/graphql`).sort(),
  );
  expect(gateway?.environment?.HUB_IDENTITY_SUBGRAPH).toBe(subgraphs.find(({ identity }) => identity)?.name);
  expect(gateway?.networks).not.toContain('database');
});

it('builds an image that knows every workspace and does not run as root', async () => {
  const dockerfile = await readFile(path.join(root, 'Dockerfile'), 'utf8');
  const { workspaces } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    readonly workspaces: readonly string[];
  };
  for (const workspace of workspaces) {
    expect(dockerfile).toContain(`COPY ${workspace}/package.json ${workspace}/\n`);
    expect(dockerfile).toContain(`COPY --from=build /hub/${workspace}/dist ${workspace}/dist\n`);
  }
  const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  expect(lastStage).toMatch(/\nUSER node\n(?!.*\nUSER )/s);
  expect(lastStage).toContain('npm ci --omit=dev');
  expect(lastStage).toContain('\nHEALTHCHECK ');
});
