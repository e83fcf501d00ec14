import { describe, expect, it } from '@jest/globals';
import { createLog, type LogLevel } from '../../../src/monitoring/log.ts';
import { SystemFailure } from '../../../src/workflow/system-failure.ts';

const LEAD_ID = '01890a5d-ac96-774b-bcce-b30209912345';

function logInto(level: LogLevel = 'debug') {
  const lines: string[] = [];
  const log = createLog({ level, destination: { write: (line) => void lines.push(line) } });
  const first = () => JSON.parse(lines[0] ?? '{}') as Record<string, unknown>;
  return { log, lines, first };
}

/** The one line that these fields make, as text and as data. */
function logged(fields: Record<string, unknown>) {
  const { log, lines, first } = logInto();
  log.info('Something happened', fields);
  return { text: lines.join(''), data: first() };
}

describe('a line of the log', () => {
  it('is one JSON object with time, level, message and fields', () => {
    const { log, lines, first } = logInto();

    log.warn('Alert waits', { leadId: LEAD_ID, attempt: 2, done: false });

    expect(lines).toHaveLength(1);
    expect(first()).toMatchObject({
      level: 'warn',
      msg: 'Alert waits',
      leadId: LEAD_ID,
      attempt: 2,
      done: false,
    });
    expect(first()['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('is not written below the level asked for', () => {
    const { log, lines } = logInto('warn');

    log.debug('one');
    log.info('two');
    log.warn('three');
    log.error('four');

    expect(lines).toHaveLength(2);
  });

  it('stays one line whatever stands in a field', () => {
    const { text } = logged({ stage: 'alert\n{"level":"error","msg":"forged"}' });

    expect(text.trim().split('\n')).toHaveLength(1);
  });

  it('keeps fields apart from names of its own', () => {
    const { data } = logged({ level: 'gold', msg: 'x', time: 1 });

    expect(data).toMatchObject({ level: 'info', field_level: 'gold', field_msg: 'x' });
  });
});

describe('personal data and secrets', () => {
  it.each(
    (
      'email Email e-mail contactEmail phone phone_number name firstName last_name fullName message ' +
      'ip X-Forwarded-For remoteAddress authorization Cookie set-cookie typeform-signature ' +
      'X-Hub-Signature-256 google_key token accessToken client_secret password apiKey body'
    ).split(' '),
  )('are left out under the key %s, at any depth', (key) => {
    const { text } = logged({ [key]: 'hidden', a: [{ b: { [key]: { c: 'hidden' } } }] });

    expect(text).not.toContain('hidden');
    expect(text).toContain('[redacted]');
  });

  it.each([
    ['an e-mail address', 'no contact for ada.brandt+x@example.com yet', 'ada'],
    ['an encoded e-mail address', 'GET contacts/ada%40example.com', 'ada'],
    ['an international number', 'called +49 (170) 123-45 67', '170'],
    ['a query string', 'POST https://example.com/thanks?who=ada#x', 'ada'],
    ['the password of a URL', 'lost redis://user:ada@example.com:6379', 'ada'],
  ])('are taken out of texts: %s', (_name, reason, hidden) => {
    expect(logged({ reason }).text).not.toContain(hidden);
  });

  it('are cut off URLs and paths, which keep the rest', () => {
    const { data } = logged({ url: '/v1/sources/contact?who=ada', pageUrl: '/pricing#ada' });

    expect(data).toMatchObject({ url: '/v1/sources/contact', pageUrl: '/pricing' });
  });

  it('leave ids, counts and words alone', () => {
    const fields = {
      leadId: LEAD_ID,
      contactId: '123456789012',
      stage: 'alert',
      ms: 1_790_000_000,
    };

    expect(logged(fields).data).toMatchObject(fields);
  });
});

describe('errors', () => {
  it('keep type, code and stack, and lose addresses and numbers from their words', () => {
    const error = Object.assign(
      new TypeError(`ada@example.com (0170 1234567) is not readable in ${LEAD_ID}`),
      { code: 'E_READ' },
    );
    const { data, text } = logged({ error });

    expect(data['error']).toMatchObject({ type: 'TypeError', code: 'E_READ' });
    expect(text).toContain('log.test.ts');
    expect(text).toContain(LEAD_ID);
    expect(text).not.toMatch(/ada@|1234567/);
  });

  it('show what a system did wrong, and what caused it', () => {
    const cause = new Error('socket hang up with ada@example.com');
    const error = new SystemFailure(
      { system: 'hubspot', kind: 'invalid', when: 'after', status: 409, words: 'ada@example.com' },
      { cause },
    );
    const { data, text } = logged({ failures: [error] });

    expect(data['failures']).toMatchObject([
      {
        type: 'SystemFailure',
        details: { system: 'hubspot', kind: 'invalid', status: 409 },
        cause: { type: 'Error' },
      },
    ]);
    expect(text).not.toContain('ada@');
  });
});

describe('unusual fields', () => {
  it('are logged without end neither in depth nor in breadth', () => {
    const circle: Record<string, unknown> = { stage: 'alert' };
    circle['self'] = circle;
    const { data, text } = logged({
      circle,
      many: Array.from({ length: 5_000 }, (_, index) => index),
      long: 'x'.repeat(100_000),
      big: 12n,
      bytes: Buffer.from('ada@example.com'),
      when: new Date(0),
      map: new Map([['email', 'hidden']]),
    });

    expect(text.length).toBeLessThan(5_000);
    expect(text).not.toContain('hidden');
    expect(data).toMatchObject({
      circle: { stage: 'alert', self: '[left out]' },
      big: '12',
      bytes: '[15 bytes]',
      when: '1970-01-01T00:00:00.000Z',
    });
  });
});
