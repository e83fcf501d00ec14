import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { repositoryFile } from '../support/repository-files.ts';

const serviceSchema = z.object({
  image: z.string(),
  command: z.array(z.string()),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  volumes: z.array(z.string()),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  restart: z.string(),
  stop_grace_period: z.string().regex(/^\d+s$/),
  read_only: z.literal(true),
  security_opt: z.array(z.string()),
});
const composeSchema = z.object({
  services: z.object({ web: serviceSchema, worker: serviceSchema, redis: serviceSchema }),
  volumes: z.record(z.string(), z.null()),
});

const { services, volumes } = composeSchema.parse(
  parse(repositoryFile('docker-compose.yml').text, { merge: true }),
);
const dockerfile = repositoryFile('Dockerfile').text;

/** Past this `leadline start` gives up stopping gracefully. */
const STOP_WITHIN_S = 18;

describe('the Redis of docker-compose.yml', () => {
  const command = services.redis.command.join(' ');

  it('writes every change to its append-only file', () => {
    expect(command).toContain('--appendonly yes --appendfsync always');
  });

  it('never evicts anything', () => {
    expect(command).toContain('--maxmemory-policy noeviction');
  });

  it('keeps its data in a named volume', () => {
    expect(services.redis.volumes).toEqual(['redis-data:/data']);
    expect(Object.keys(volumes)).toContain('redis-data');
  });

  it('is waited for until it answers', () => {
    expect(services.redis.healthcheck?.test).toEqual(['CMD', 'redis-cli', 'ping']);
    expect(services.web.depends_on).toEqual({ redis: { condition: 'service_healthy' } });
    expect(services.worker.depends_on).toEqual({ redis: { condition: 'service_healthy' } });
  });
});

describe('web and worker in docker-compose.yml', () => {
  it('are one image with two commands', () => {
    expect(services.web.image).toBe(services.worker.image);
    expect(services.web.command).toEqual(['start', '--web']);
    expect(services.worker.command).toEqual(['start', '--worker']);
  });

  it('use the Redis beside them, over what .env says', () => {
    expect(services.web.environment?.['REDIS_URL']).toBe('redis://redis:6379');
    expect(services.worker.environment?.['REDIS_URL']).toBe('redis://redis:6379');
  });

  it('read the configuration without being able to change it', () => {
    expect(services.web.volumes).toContain('./config:/app/config:ro');
    expect(services.worker.volumes).toContain('./config:/app/config:ro');
  });

  it('keep their files in a named volume', () => {
    expect(services.web.volumes).toContain('leadline-data:/app/data');
    expect(Object.keys(volumes)).toContain('leadline-data');
  });
});

describe('the health of a worker', () => {
  it('is asked as that of the web side is: by the check of the image', () => {
    expect(services.web.healthcheck).toBeUndefined();
    expect(services.worker.healthcheck).toBeUndefined();
    expect(services.worker.environment?.['PORT']).toBe(8080);
  });
});

describe('every service in docker-compose.yml', () => {
  const named = Object.entries(services);

  it('comes back after a crash', () => {
    expect(named.filter(([, { restart }]) => restart !== 'unless-stopped')).toEqual([]);
  });

  it('has longer to stop than a graceful stop takes', () => {
    const hasty = named.filter(
      ([, { stop_grace_period: grace }]) => Number.parseInt(grace, 10) <= STOP_WITHIN_S + 1,
    );
    expect(hasty).toEqual([]);
  });

  it('gains no privileges', () => {
    const open = named.filter(
      ([, { security_opt: options }]) => !options.includes('no-new-privileges:true'),
    );
    expect(open).toEqual([]);
  });
});

describe('the Dockerfile', () => {
  it('runs as a user without rights', () => {
    const lastStage = dockerfile.split(/^FROM /m).at(-1) ?? '';
    expect(lastStage).toMatch(/^USER node$/m);
  });

  it('starts leadline itself, so that signals reach it', () => {
    expect(dockerfile).toMatch(/^ENTRYPOINT \["node", .*"dist\/main\.js"\]$/m);
    expect(dockerfile).toMatch(/^CMD \["start"\]$/m);
  });

  it('asks the health page', () => {
    expect(dockerfile).toMatch(/^HEALTHCHECK [^]*\/healthz/m);
  });

  it('leaves what is only for development behind', () => {
    expect(dockerfile).toContain('RUN npm ci --omit=dev');
    expect(dockerfile).toContain('COPY --from=dependencies /app/node_modules ./node_modules');
  });
});
