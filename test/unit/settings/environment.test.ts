import { describe, expect, it } from '@jest/globals';
import { teamSchema } from '../../../src/routing/team.ts';
import { readEnvironment, redactedEnvironment } from '../../../src/settings/environment.ts';
import { missingCredentials, missingForClaims } from '../../../src/settings/missing-credentials.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const OLD_KEY = Buffer.alloc(32, 9).toString('base64');

describe('the environment', () => {
  it('has a default for everything that is not a credential', () => {
    const { environment, problems } = readEnvironment({});

    expect(problems).toEqual([]);
    expect(environment).toMatchObject({
      port: 8080,
      configFolder: './config',
      dataFolder: './data',
      logLevel: 'info',
      redisPrefix: 'leadline',
      trustProxy: [],
      hubspot: { baseUrl: 'https://api.hubapi.com', apiVersion: '2026-09' },
      slack: { apiUrl: 'https://slack.com/api' },
      meta: { apiVersion: 'v25.0' },
      secrets: { encryptionKeys: [] },
    });
    expect(environment).not.toHaveProperty('publicUrl');
  });

  it('reads what is given, without blanks around it and slashes at the end of URLs', () => {
    const { environment, problems } = readEnvironment({
      PORT: ' 0 ',
      LEADLINE_PUBLIC_URL: 'https://leads.example.com/',
      LEADLINE_TRUST_PROXY: '10.0.0.0/8, loopback,2001:db8::1',
      HUBSPOT_API_VERSION: 'v3',
      REDIS_URL: 'rediss://user:pw@redis.example.com:6380/1',
    });

    expect(problems).toEqual([]);
    expect(environment).toMatchObject({
      port: 0,
      publicUrl: 'https://leads.example.com',
      trustProxy: ['10.0.0.0/8', 'loopback', '2001:db8::1'],
      hubspot: { apiVersion: 'v3' },
      secrets: { redisUrl: 'rediss://user:pw@redis.example.com:6380/1' },
    });
  });

  it('keeps everything of a cluster on one of its nodes, by braces in every key', () => {
    const { environment, problems } = readEnvironment({
      REDIS_URL: 'redis-cluster://one,two',
      REDIS_WAIT_REPLICAS: '0',
      LEADLINE_PREFIX: 'leads',
    });

    expect(problems).toEqual([]);
    expect(environment.redisPrefix).toBe('{leads}');
    expect(environment.secrets.redisUrl).toBe('redis-cluster://one,two?waitReplicas=0');
  });

  it('finds the files of certificates missing before Redis is connected to', () => {
    const { problems } = readEnvironment({
      REDIS_URL: 'rediss://redis.example.com',
      REDIS_CA_FILE: '/nowhere/ca.crt',
      REDIS_WAIT_REPLICAS: 'all',
    });

    expect(problems.map(({ says }) => says)).toEqual([
      'REDIS_CA_FILE: found "/nowhere/ca.crt", expected a file that can be read',
      'REDIS_WAIT_REPLICAS: found "all", expected a number from 0 to 5',
    ]);
  });

  it('encrypts with the first key and keeps the others for reading', () => {
    const { environment } = readEnvironment({
      LEADLINE_ENCRYPTION_KEYS: `new:${KEY}, old:${OLD_KEY}`,
    });

    expect(environment.secrets.encryptionKeys.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(environment.secrets.encryptionKeys[0]?.key).toEqual(Buffer.alloc(32, 7));
  });

  it('reports every wrong variable at once, and takes the defaults for them', () => {
    const { environment, problems } = readEnvironment({
      PORT: '99999',
      REDIS_URL: 'http://localhost',
      LEADLINE_LOG_LEVEL: 'loud',
      LEADLINE_TRUST_PROXY: 'true',
      LEADLINE_PREFIX: 'Lead:Line',
      LEADLINE_PUBLIC_URL: 'leads.example.com',
      LEADLINE_ENCRYPTION_KEYS: 'k1:c2hvcnQ=',
      HUBSPOT_API_VERSION: 'v4',
      HUBSPOT_PORTAL_ID: 'acme',
      HUBSPOT_ACCESS_TOKEN: 'two words',
      SLACK_BOT_TOKEN: 'xapp-1-a-token',
      META_API_VERSION: '25',
    });

    expect(problems.map(({ variable }) => variable).toSorted()).toEqual([
      'HUBSPOT_ACCESS_TOKEN',
      'HUBSPOT_API_VERSION',
      'HUBSPOT_PORTAL_ID',
      'LEADLINE_ENCRYPTION_KEYS',
      'LEADLINE_LOG_LEVEL',
      'LEADLINE_PREFIX',
      'LEADLINE_PUBLIC_URL',
      'LEADLINE_TRUST_PROXY',
      'META_API_VERSION',
      'PORT',
      'REDIS_URL',
      'SLACK_BOT_TOKEN',
    ]);
    expect(environment).toMatchObject({ port: 8080, logLevel: 'info', trustProxy: [] });
    expect(environment.secrets).toEqual({ encryptionKeys: [] });
  });

  it('says what was found and what was expected', () => {
    const { problems } = readEnvironment({ PORT: 'http', LEADLINE_LOG_LEVEL: 'loud' });

    expect(problems.map(({ says }) => says)).toEqual([
      'PORT: found "http", expected a port number from 0 to 65535',
      'LEADLINE_LOG_LEVEL: found "loud", expected one of debug, info, warn, error, silent',
    ]);
  });

  it('never shows the value of a secret that is wrong', () => {
    const { problems } = readEnvironment({
      SLACK_BOT_TOKEN: 'xoxp-hidden',
      REDIS_URL: 'ftp://hidden',
      LEADLINE_ENCRYPTION_KEYS: 'hidden',
    });

    expect(problems).toHaveLength(3);
    expect(JSON.stringify(problems)).not.toContain('hidden');
  });

  it('refuses the same key id twice, since one of the two would never be used', () => {
    const { problems } = readEnvironment({ LEADLINE_ENCRYPTION_KEYS: `a:${KEY},a:${OLD_KEY}` });

    expect(problems).toHaveLength(1);
  });

  it('notices a variable that is all but one of its own, and leaves strange ones alone', () => {
    const { problems } = readEnvironment({
      LEADLINE_ADMN_TOKEN: 'x',
      LEADLINE_SOMETHING_ELSE_ALTOGETHER: 'x',
      PROT: '80',
    });

    expect(problems.map(({ says }) => says)).toEqual([
      'LEADLINE_ADMN_TOKEN is not a variable of leadline; did you mean LEADLINE_ADMIN_TOKEN?',
    ]);
  });

  it('can be printed without its secrets', () => {
    const { environment } = readEnvironment({
      REDIS_URL: 'redis://:hidden@redis.example.com:6379/0',
      HUBSPOT_ACCESS_TOKEN: 'hidden',
      SLACK_BOT_TOKEN: 'hidden',
      SLACK_SIGNING_SECRET: 'hidden',
      LEADLINE_ADMIN_TOKEN: 'hidden',
      GA4_API_SECRET: 'hidden',
      META_ACCESS_TOKEN: 'hidden',
      LEADLINE_ENCRYPTION_KEYS: `k1:${KEY}`,
    });
    const printed = redactedEnvironment(environment);

    expect(JSON.stringify(printed)).not.toContain('hidden');
    expect(JSON.stringify(printed)).not.toContain(KEY);
    expect(printed).toMatchObject({
      redis: 'redis://redis.example.com:6379',
      secrets: { hubspotAccessToken: 'set', encryptionKeys: ['k1'] },
    });
  });
});

describe('what a running leadline needs', () => {
  it('names each credential that is not there', () => {
    const missing = missingCredentials(
      readEnvironment({ HUBSPOT_ACCESS_TOKEN: 'pat-1' }).environment,
    );

    expect(missing.map(({ variable }) => variable)).toEqual(['SLACK_BOT_TOKEN']);
  });

  it('names what Slack needs for leads to be claimed, only where they are', () => {
    const { environment } = readEnvironment({ SLACK_SIGNING_SECRET: 'hidden' });
    const pool = { choice: 'first-to-claim', members: [] };
    const claimed = teamSchema.parse({ members: {}, pools: { quick: pool } });
    expect(missingForClaims({ environment, team: claimed })).toEqual([
      expect.objectContaining({
        variable: 'LEADLINE_PUBLIC_URL',
        says: expect.stringContaining('nobody can claim the leads of quick without it'),
      }),
    ]);
    const nothing = readEnvironment({}).environment;
    const variables = missingForClaims({ environment: nothing, team: claimed });
    expect(variables.map(({ variable }) => variable)).toEqual([
      'SLACK_SIGNING_SECRET',
      'LEADLINE_PUBLIC_URL',
    ]);
    const inTurn = teamSchema.parse({ members: {}, pools: { quick: { members: [] } } });
    expect(missingForClaims({ environment: nothing, team: inTurn })).toEqual([]);
  });
});
