import type { Chance } from './chance.ts';

/** One submission of somebody; a person may send several. */
export type ChaosSubmission = { number: number; person: number; email: string; leadId: string };

export type ChaosSenders = {
  /** Those that were answered with 200 so far, by number. */
  answered: ChaosSubmission[];
  /** Posts that got no answer, or not 200, and were repeated. */
  repeated: () => number;
  /** Sends until told to stop, and then only what has no answer yet. */
  stop: () => void;
  done: Promise<void>;
};

const COUNTRIES = ['DE', 'GB', 'US', 'BR', 'ZA', 'JP', 'FR', 'IE', 'CA', 'MX'] as const;
/** So many people write a second time soon. */
const WRITES_AGAIN = 0.15;
const ANSWER_WITHIN_MS = 4_000;
const REPEAT_AFTER_MS = 250;

/**
 * Vendors that post leads, several at once, and post again what was not answered with 200, always
 * under the same submission id.
 */
export function startSenders(options: {
  url: string;
  token: string;
  chance: Chance;
  /** Leads at most. */
  leads: number;
  /** Between two posts of one sender. */
  everyMs: number;
}): ChaosSenders {
  const { url, token, chance, leads, everyMs } = options;
  const answered: ChaosSubmission[] = [];
  let repeated = 0;
  const stopping = new AbortController();
  let next = 0;
  let people = 0;

  async function send(number: number, person: number): Promise<void> {
    const email = `person-${person}@company-${person}.example.com`;
    const country = COUNTRIES[person % COUNTRIES.length];
    for (;;) {
      const leadId = await post({ number, email, country: country ?? 'DE' });
      if (leadId !== undefined) return void answered.push({ number, person, email, leadId });
      repeated += 1;
      await pause(REPEAT_AFTER_MS);
    }
  }

  async function post(lead: {
    number: number;
    email: string;
    country: string;
  }): Promise<string | undefined> {
    try {
      const response = await fetch(`${url}/v1/sources/partner-api`, {
        method: 'POST',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          referral: { id: `referral-${lead.number}`, note: `This is referral ${lead.number}.` },
          contact: { email: lead.email, given_name: 'Grace', family_name: 'Hopper' },
          organisation: { name: `Company of ${lead.email}`, country: lead.country },
        }),
      });
      const body = (await response.json()) as { leadId?: string };
      return response.status === 200 ? body.leadId : undefined;
    } catch {
      return undefined;
    }
  }

  async function sender(): Promise<void> {
    while (!stopping.signal.aborted && next < leads) {
      const number = next;
      next += 1;
      const again = people > 0 && chance.happens(WRITES_AGAIN);
      const person = again ? chance.between(Math.max(1, people - 5), people) : (people += 1);
      await send(number, person);
      await pause(everyMs);
    }
  }

  const done = Promise.all(Array.from({ length: 6 }, sender)).then(() => undefined);
  return { answered, repeated: () => repeated, stop: () => stopping.abort(), done };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
