import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { runDoctor } from '../../src/commands/doctor.ts';
import { runSetup } from '../../src/commands/setup.ts';
import { SANDBOX_TOKEN } from '../../src/sandbox/hubspot/hubspot-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => stack.hubspot.reset());
afterAll(() => stack.stop());

async function setUp(
  system: 'hubspot' | 'slack',
  options: { json?: boolean } = {},
  variables: Record<string, string> = {},
): Promise<{ exitCode: number; text: string }> {
  const texts: string[] = [];
  const print = (text: string) => void texts.push(text);
  const exitCode = await runSetup(system, options, { print, env: { ...stack.env, ...variables } });
  return { exitCode, text: texts.join('\n') };
}

async function doctorSays(): Promise<string> {
  const texts: string[] = [];
  await runDoctor({}, { print: (text) => texts.push(text), env: stack.env });
  return texts.join('\n');
}

describe('leadline setup hubspot', () => {
  it('makes what the configuration names, so that the doctor is content', async () => {
    stack.hubspot.reset();
    expect(await doctorSays()).toContain('task property leadline_lead_id');

    const { exitCode, text } = await setUp('hubspot');
    expect(exitCode).toBe(0);
    expect(text).toContain('Made in HubSpot:\n  group leadline\n  contact property leadline_');
    const says = await doctorSays();
    expect(says).toMatch(/good {4}HubSpot +task property leadline_lead_id +is there and unique/);
    expect(says).toMatch(/good {4}HubSpot +contact properties +\d+ of crm\.yaml are there/);
  });

  it('says that nothing was missing the second time', async () => {
    await setUp('hubspot');
    const { exitCode, text } = await setUp('hubspot');
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^Nothing was missing that could be made\.\n\d+ were there already\.$/);
  });

  it('does without Redis, and prints one JSON document for machines', async () => {
    const { exitCode, text } = await setUp(
      'hubspot',
      { json: true },
      { REDIS_URL: 'redis://127.0.0.1:1' },
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ ok: true, problems: [] });
  });

  it('says what HubSpot would not do', async () => {
    stack.hubspot.expireToken(SANDBOX_TOKEN);
    const { exitCode, text } = await setUp('hubspot');
    expect(exitCode).toBe(1);
    expect(text).toContain('Not as it should be:\n  401 EXPIRED_AUTHENTICATION');
  });

  it('needs the key', async () => {
    const { exitCode, text } = await setUp('hubspot', {}, { HUBSPOT_ACCESS_TOKEN: '' });
    expect(exitCode).toBe(1);
    expect(text).toContain('HUBSPOT_ACCESS_TOKEN is not set');
    expect(stack.hubspot.journal).toEqual([]);
  });
});

describe('leadline setup slack', () => {
  it('prints the manifest with the address for buttons, and the link that uses it', async () => {
    const { exitCode, text } = await setUp('slack', {});
    expect(exitCode).toBe(0);
    expect(text).toContain('"request_url": "https://leads.example.com/slack/interactions"');
    expect(text).toContain('https://api.slack.com/apps?new_app=1&manifest_json=');
    expect(text).not.toContain('LEADLINE_PUBLIC_URL is not set');
  });

  it('says what is missing without a public address', async () => {
    const { text } = await setUp('slack', {}, { LEADLINE_PUBLIC_URL: '' });
    expect(text).toContain('LEADLINE_PUBLIC_URL is not set, so the app gets no address');
    expect(text).not.toContain('request_url');
  });

  it('refuses an address that is none', async () => {
    const { exitCode, text } = await setUp(
      'slack',
      {},
      { LEADLINE_PUBLIC_URL: 'leads.example.com' },
    );
    expect(exitCode).toBe(1);
    expect(text).toContain('LEADLINE_PUBLIC_URL');
  });

  it('prints one JSON document for machines', async () => {
    const { text } = await setUp('slack', { json: true });
    const { manifest, link } = JSON.parse(text) as { manifest: unknown; link: string };
    expect(JSON.parse(new URL(link).searchParams.get('manifest_json') ?? '')).toEqual(manifest);
  });
});
