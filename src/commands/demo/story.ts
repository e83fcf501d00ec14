import type { Leadline } from '../../compose.ts';
import type { LeadRecord } from '../../workflow/ledger.ts';
import type { Sample } from './sample.ts';

/** A sample that was posted, and what was answered. */
export type PostedLead = {
  sample: Sample;
  leadId: string;
  answer: { status: number; body: string };
  /** Milliseconds since 1970. */
  postedAt: number;
};

const LOOK_EVERY_MS = 25;
const END_WITHIN_MS = 30_000;

/** Prints what happens to each lead as it happens, from the ledger, until told to stop. */
export function startStories(
  leadline: Leadline,
  posted: PostedLead[],
  print: (text: string) => void,
): { stop: () => Promise<void> } {
  const told = new Map<string, number>();
  const stop = new AbortController();

  async function tellNews(): Promise<void> {
    for (const lead of uniqueLeads(posted)) {
      const story = await leadline.ledger.story(lead.leadId);
      for (const event of story.slice(told.get(lead.leadId) ?? 0)) {
        const after = `+${event.at - lead.postedAt} ms`.padStart(10);
        const what = (event.step ?? event.what).padEnd(18);
        print(
          `${after}  ${lead.sample.person.padEnd(20)} ${what} ${wordFor(event.what)}${event.says}`,
        );
      }
      told.set(lead.leadId, story.length);
    }
  }

  const running = (async () => {
    while (!stop.signal.aborted) {
      await tellNews();
      await pause(LOOK_EVERY_MS);
    }
    await tellNews();
  })();
  return {
    stop: () => {
      stop.abort();
      return running;
    },
  };
}

/** Waits until nothing more will happen to the lead by itself. */
export async function ended(leadline: Leadline, leadId: string): Promise<LeadRecord> {
  const until = Date.now() + END_WITHIN_MS;
  for (;;) {
    const record = await leadline.ledger.load(leadId);
    if (record && record.status !== 'in_flight' && !startable(record)) return record;
    if (Date.now() > until) throw new Error(`lead ${leadId} has not ended within 30 s`);
    await pause(LOOK_EVERY_MS);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A dead lead can still have steps on their way: an archived channel delays no task. */
function startable({ steps }: LeadRecord): boolean {
  const assigned = ['done', 'skipped'].includes(steps['assign']?.state ?? '');
  return assigned && Object.values(steps).some(({ state }) => state === 'pending');
}

function uniqueLeads(posted: PostedLead[]): PostedLead[] {
  return posted.filter(
    (lead, at) => posted.findIndex(({ leadId }) => leadId === lead.leadId) === at,
  );
}

function wordFor(what: string): string {
  switch (what) {
    case 'skipped':
      return 'skipped: ';
    case 'failed':
      return 'failed, tries again: ';
    case 'dead':
      return 'GAVE UP: ';
    default:
      return '';
  }
}
