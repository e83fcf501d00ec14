import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compose } from '../../src/compose.ts';
import { createMetrics } from '../../src/monitoring/metrics.ts';
import { createSourceHabits } from '../../src/systems/redis/source-habits.ts';
import { type Stack, startStack } from '../support/stack.ts';

const OPERATIONS = 'C0LEADOPS';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;

const GERMAN = { name: 'Lena Hofer', email: 'lena@hofer.example.com', country: 'DE' };

describe('alarms', () => {
  const clock = { aheadMs: 0 };
  let stack: Stack;

  beforeEach(async () => {
    clock.aheadMs = 0;
    stack = await startStack({ world: { now: () => Date.now() + clock.aheadMs } });
  });
  afterEach(() => stack.stop());

  const watch = () => stack.leadline.watching.watch.round();
  const said = () =>
    stack.slack
      .state()
      .messages.filter(({ channel }) => channel === OPERATIONS)
      .map(({ text, threadTs }) => ({ text, threadTs }));
  const openCauses = async () =>
    (await stack.leadline.watching.alarms.open()).map(({ cause }) => cause);

  it('say that dead letters appeared, grouped, and when they are gone', async () => {
    stack.hubspot.fail({ path: '/tasks', method: 'POST', status: 400, body: '{"message":"no"}' });
    for (const name of ['one', 'two']) {
      await stack.accept('contact-page', { ...GERMAN, email: `${name}@hofer.example.com` });
    }
    await stack.processAll();
    await watch();
    await watch();
    expect(said()).toHaveLength(1);
    expect(said()[0]?.text).toContain('Alarm: 2 dead letters of hubspot');
    expect(said()[0]?.text).toContain('leadline dead list --stage task');

    stack.hubspot.mend();
    for (const { deadLetter } of await stack.leadline.deadLetters.find({})) {
      await stack.leadline.deadLetters.replay(deadLetter);
    }
    await stack.processAll();
    clock.aheadMs += MINUTE;
    await watch();
    expect(said()).toHaveLength(2);
    expect(said()[1]?.text).toContain('Over: ');
    expect(said()[1]?.threadTs).toBeDefined();
    expect(await openCauses()).toEqual([]);
  });

  it('say that a system is paused at the moment it is, and that it is well again', async () => {
    stack.hubspot.fail({ status: 401, body: '{"message":"expired"}' });
    const leadId = await stack.accept('contact-page', GERMAN);
    await stack.leadline.runStep({ leadId, step: { stage: 'deduplicate' } });
    expect(said()).toHaveLength(1);
    expect(said()[0]?.text).toContain('Alarm: hubspot is paused');
    await watch();
    expect(said()).toHaveLength(1);

    stack.hubspot.mend();
    await stack.leadline.prober.probe();
    expect(said()[1]?.text).toContain('Over: hubspot is well again');
    expect(await openCauses()).toEqual([]);
  });

  it('say once what two workers see', async () => {
    const other = await compose(stack.leadline.settings, {
      world: { now: () => Date.now() + clock.aheadMs },
    });
    await stack.leadline.systems.pause({ system: 'slack-x', reason: 'scopes', since: 0 });
    await Promise.all([watch(), other.watching.watch.round(), watch()]);
    expect(said()).toHaveLength(1);
    await stack.leadline.systems.resume('slack-x');
    await Promise.all([watch(), other.watching.watch.round()]);
    expect(said()).toHaveLength(2);
    await other.close();
  });

  it('are said later when Slack is away, and break nothing', async () => {
    stack.slack.fail({ status: 503, body: '' });
    await stack.leadline.systems.pause({ system: 'hubspot', reason: 'token', since: 0 });
    await watch();
    expect(said()).toEqual([]);
    expect(await stack.leadline.world.metrics.text()).toContain(
      'leadline_alarm_open{cause="paused:hubspot"} 1',
    );
    stack.slack.mend();
    clock.aheadMs += MINUTE;
    await watch();
    expect(said()).toHaveLength(1);
  });

  it('say which lead waits longer for its alert than promised', async () => {
    const leadId = await stack.accept('contact-page', GERMAN);
    await watch();
    expect(await openCauses()).toEqual([]);
    clock.aheadMs = 10 * MINUTE;
    await watch();
    expect(said()[0]?.text).toContain(`lead ${leadId} has waited 10 minutes`);

    await stack.leadline.watching.patience.round();
    await watch();
    expect(said()[1]?.text).toContain('Over: ');
  });

  it('say that a source has gone quiet, by its own usual volume', async () => {
    const { redis, settings } = stack.leadline;
    const habits = createSourceHabits(redis, settings.environment.redisPrefix, createMetrics());
    await redis.ping();
    const now = Date.now();
    for (const weeks of [4, 3, 2, 1]) {
      const at = now - weeks * WEEK - HOUR;
      for (let each = 0; each < 8; each += 1) {
        habits.submission({ source: 'contact-page', keys: ['email'], at });
      }
    }
    // Observing answers nobody, so its arrival is looked for.
    while ((await habits.fields('contact-page')).total < 32);
    await watch();
    expect(said()[0]?.text).toContain('Alarm: source contact-page has gone quiet');

    await stack.accept('contact-page', GERMAN);
    clock.aheadMs = 2 * MINUTE;
    await watch();
    expect(said()[1]?.text).toContain('Over: source contact-page is as busy as usual');
  });

  it('say which field of a source no longer comes and which is new', async () => {
    const person = (at: number) => ({ ...GERMAN, email: `p${at}@hofer.example.com` });
    for (let at = 0; at < 50; at += 1) {
      await stack.accept('brazil-elementor', { ...person(at), telefone: '11 5555 0100' });
    }
    for (let at = 50; at < 60; at += 1) {
      await stack.accept('brazil-elementor', { ...person(at), whatsapp: '11 5555 0100' });
    }
    await watch();
    expect(said()[0]?.text).toContain('"telefone" no longer comes; "whatsapp" is new');
  });

  it('say that a sender still uses a retired secret', async () => {
    const { sources, environment } = stack.leadline.settings;
    const [secret] = sources.sources['partner-api']?.signature?.secrets ?? [];
    Object.assign(secret ?? {}, { retiredFrom: '2020-01-01' });
    await stack.leadline.redis.ping();
    await stack.accept('partner-api', {
      body: JSON.stringify({ referral: { id: '1' }, contact: { email: GERMAN.email } }),
      contentType: 'application/json',
      headers: { authorization: `Bearer ${environment.variable('PARTNER_API_TOKEN')}` },
    });
    await watch();
    expect(said()[0]?.text).toContain('source partner-api still signs with the retired secret');
    expect(said()[0]?.text).not.toContain(secret?.value);

    clock.aheadMs = 25 * HOUR;
    await watch();
    expect(said().some(({ text }) => text.startsWith('Over: the retired secret'))).toBe(true);
  });
});
