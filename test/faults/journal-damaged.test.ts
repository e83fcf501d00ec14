import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type DurableWeb, startDurableWeb } from '../support/durable-web.ts';
import { drainAll, everyLeadIsKeptOnce } from '../support/kept-once.ts';
import { postReferrals } from '../support/post-referrals.ts';

let web: DurableWeb;
afterEach(() => web.stop());

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name));
}

/** Ten submissions in the journal, whose file is changed while no process runs. */
async function afterDamage(change: (lines: string[]) => string[]) {
  web = await startDurableWeb({ redisAway: true });
  const journal = path.join(web.folder, 'journal');
  const answers = await postReferrals(web.url(), 0, 10, 1);
  await web.restart(() => {
    const [file = ''] = filesBelow(journal, '.journal');
    const lines = readFileSync(file, 'latin1').split('\n');
    writeFileSync(file, change(lines).join('\n'), 'latin1');
  });
  await web.redis.start();
  await drainAll(web.leadline());
  const metrics = await (await fetch(`${web.url()}/metrics`)).text();
  return { answers, journal, metrics };
}

describe('a journal that the disk has damaged', () => {
  it('costs the damaged submission only, and keeps what is left of it for a person', async () => {
    const { answers, journal, metrics } = await afterDamage((lines) =>
      lines.with(4, `${lines[4]?.slice(0, 200)}!${lines[4]?.slice(201)}`),
    );
    await everyLeadIsKeptOnce(web.leadline(), answers.toSpliced(4, 1));
    const [aside = ''] = filesBelow(journal, '.damaged');
    expect(readFileSync(aside, 'latin1')).toContain(answers[4]?.leadId);
    expect(metrics).toMatch(/^leadline_journal_damaged_total\{kind="damaged"\} 1$/m);
  });

  it('costs the last submission only where its end is missing', async () => {
    const { answers, journal, metrics } = await afterDamage((lines) => [
      ...lines.slice(0, 9),
      lines[9]?.slice(0, 300) ?? '',
    ]);
    await everyLeadIsKeptOnce(web.leadline(), answers.slice(0, 9));
    expect(filesBelow(journal, '.torn')).toHaveLength(1);
    expect(metrics).toMatch(/^leadline_journal_damaged_total\{kind="torn"\} 1$/m);
  });

  it('holds nothing personal that can be read', async () => {
    web = await startDurableWeb({ redisAway: true });
    await postReferrals(web.url(), 0, 3);
    const files = filesBelow(path.join(web.folder, 'journal'), '.journal');
    expect(files).toHaveLength(1);
    for (const file of files) {
      expect(readFileSync(file, 'latin1')).not.toMatch(/lovelace|customer-|referral/i);
    }
    await web.redis.start();
    await drainAll(web.leadline());
  });
});
