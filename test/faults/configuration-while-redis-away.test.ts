import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BreakableRedis, startBreakableRedis } from '../support/breakable-redis.ts';
import {
  type CompanyFolder,
  companyFolder,
  type Follower,
  startFollower,
} from '../support/changed-company.ts';
import { exampleVariables } from '../support/company.ts';
import { eventually } from '../support/installed-company.ts';

let data: string;
let company: CompanyFolder;
let redis: BreakableRedis;
let here: Follower | undefined;

beforeEach(async () => {
  data = mkdtempSync(path.join(tmpdir(), 'leadline-away-'));
  company = companyFolder();
  redis = await startBreakableRedis(path.join(data, 'redis'));
});

afterEach(async () => {
  await here?.stop();
  here = undefined;
  await redis.stop();
  company.remove();
  rmSync(data, { recursive: true, force: true });
});

const start = () =>
  startFollower(
    {
      ...exampleVariables(),
      ...{ REDIS_URL: redis.url, LEADLINE_DATA: data, LEADLINE_LOG_LEVEL: 'silent' },
    },
    company.folder,
  );

const edit = () => company.edit('markets.yaml', 'title: DACH', 'title: German-speaking');

describe('while Redis is away', () => {
  it('leadline begins with what its folder holds, and makes it live once Redis is back', async () => {
    redis.kill();
    here = await start();
    const { leadline, look, runs } = here;
    expect(leadline.settings.markets.markets.map(({ title }) => title)).toContain('DACH');

    await redis.start();
    const state = await eventually(
      async () => {
        await look();
        return leadline.configurations.store.state();
      },
      ({ live }) => live !== undefined,
    );
    expect(state.live?.hash).toBe(runs());
  });

  it('a changed folder waits: every process keeps what it has, and takes it over afterwards', async () => {
    here = await start();
    const { look, runs } = here;
    const before = runs();
    redis.kill();
    edit();
    await look();
    await look();
    expect(runs()).toBe(before);

    await redis.start();
    const after = await eventually(
      async () => {
        await look();
        return runs();
      },
      (hash) => hash !== before,
    );
    expect(after).toMatch(/^[0-9a-f]{12}$/);
  });
});
