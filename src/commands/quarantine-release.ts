import type { Leadline } from '../compose.ts';
import { sourceNamed } from '../intake/receive.ts';
import { rereadSubmission } from '../intake/reread-submission.ts';
import type { Lead } from '../lead/lead.ts';
import type { LeadRecord } from '../workflow/ledger.ts';
import { stepsOfNewLead } from '../workflow/steps.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printResult } from './print-result.ts';
import { isReadAgain, notQuarantined } from './quarantine-show.ts';

export type QuarantineReleaseOptions = SettingsOptions & {
  /** Reads the submission again also where the lead made of it lacks nothing. */
  reread?: boolean;
  /** Also where required fields are still missing. */
  anyway?: boolean;
};

type Problem = { says: string; doThis: string };

/** `leadline quarantine release <leadId…>`: lets submissions go their way, as new leads do. */
export function runQuarantineRelease(
  leadIds: string[],
  options: QuarantineReleaseOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withLeadline(options, io, async (leadline) => {
    const results = [];
    for (const leadId of leadIds) {
      results.push({ leadId, problem: await release(leadId, leadline, options) });
    }
    const released = results.filter(({ problem }) => !problem).map(({ leadId }) => leadId);
    const kept = results.flatMap(({ leadId, problem }) => (problem ? { leadId, ...problem } : []));
    printResult(
      options,
      io,
      { released, kept },
      [
        ...kept.map(({ says, doThis }) => `${says}\n${doThis}`),
        ...released.map((leadId) => `Released. Next: \`leadline trace ${leadId}\`.`),
      ].join('\n'),
    );
    return kept.length === 0 ? 0 : 1;
  });
}

async function release(
  leadId: string,
  leadline: Leadline,
  options: QuarantineReleaseOptions,
): Promise<Problem | undefined> {
  const { ledger, queues, destinations, world } = leadline;
  const record = await ledger.load(leadId);
  if (record?.status !== 'quarantined') return notQuarantined(leadId);
  const read =
    record.lead && !isReadAgain(record) && !options.reread
      ? { lead: record.lead }
      : await reread(record, leadline, options.anyway ?? false);
  if ('says' in read) return read;

  const steps = stepsOfNewLead(destinations.map(({ name }) => name));
  if (!(await ledger.release(leadId, read.lead, steps, world.now()))) {
    return notQuarantined(leadId);
  }
  // Should this fail, the sweeper finds a lead that no queue knows.
  await queues.add({ stage: 'deduplicate' }, leadId);
  return undefined;
}

async function reread(
  { leadId, source: name, receivedAt, lead }: LeadRecord,
  { ledger, settings }: Leadline,
  anyway: boolean,
): Promise<{ lead: Lead } | Problem> {
  const source = sourceNamed(settings.sources, name);
  if (!source) {
    return {
      says: `Lead ${leadId} came through the source "${name}", which is not configured any more.`,
      doThis: 'Put it back into sources.yaml, then release again.',
    };
  }
  const raw = await ledger.raw(leadId);
  if (!raw && lead && anyway) return { lead };
  if (!raw) {
    return {
      says: `The submission of lead ${leadId} is no longer kept, so it cannot be read again.`,
      doThis: lead
        ? 'Release it as it was read then with --anyway.'
        : `\`leadline quarantine discard ${leadId}\` takes it out of quarantine.`,
    };
  }
  const read = await rereadSubmission(source, raw, {
    leadId,
    receivedAt: new Date(receivedAt).toISOString(),
  });
  if ('refusal' in read) {
    return {
      says: `Lead ${leadId} still cannot be read: ${read.refusal}`,
      doThis: `Correct the source "${name}" in sources.yaml; \`leadline quarantine show ${leadId}\` shows what was sent.`,
    };
  }
  if (read.problems.length > 0 && !anyway) {
    const says = read.problems.map(({ field, message }) => `${field}: ${message}`).join(' ');
    return {
      says: `Lead ${leadId} can be read, but ${says}`,
      doThis: `Correct the source "${name}" in sources.yaml, or release it as it is with --anyway.`,
    };
  }
  return read;
}
