import type { Leadline } from '../compose.ts';
import { companyDomainOf } from '../routing/company-domain.ts';
import type { CompiledRouting } from '../routing/compiled-routing.ts';
import type { Explanation } from '../routing/decision.ts';
import { explain } from '../routing/explain/explain.ts';
import { explanationText } from '../routing/explain/explain-text.ts';
import { assignedIn, matchedIn } from '../stages/step-results.ts';
import type { LeadRecord } from '../workflow/ledger.ts';
import { pastDecision } from '../workflow/past-decision.ts';
import { unreadTime } from './explain.ts';
import { liveRouting } from './live-routing.ts';
import { withLeadline } from './open-leadline.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { plainText } from './plain-text.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { readMoment } from './time-words.ts';

export type ExplainLeadOptions = SettingsOptions & {
  /** As if it were decided then, by the configuration, rotation and absences of now. */
  at?: string;
  /** Decide it again as it was, and say whether the outcome is the same. */
  replay?: boolean;
};

/**
 * `leadline explain <leadId>`: why this lead went there, told by the configuration and on the basis
 * that it was decided on. Touches nothing. With `--replay` the exit code is 1 when the decision
 * does not come out the same.
 */
export function runExplainLead(
  leadId: string,
  options: ExplainLeadOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withLeadline(options, io, async (leadline) => {
    const record = await leadline.ledger.load(leadId);
    if (!record?.lead) {
      printProblem(options, io, noLead(leadId, record));
      return 1;
    }
    if (options.at !== undefined) return explainAt(options.at, record, leadline, options, io);
    const past = await pastDecision(record, {
      configurations: leadline.configurations,
      live: leadline.settings,
    });
    if (!past && options.replay) {
      printProblem(options, io, notReplayable(record));
      return 1;
    }
    if (!past) return explainAt('0s', record, leadline, options, io);
    if (!past.ok) {
      printProblem(options, io, past);
      return 1;
    }
    const { explanation, identical, differs, corrected } = past;
    const replayed = identical
      ? 'Decided again, it is identical.'
      : `Decided again, it is not the same: ${differs.join(', ')} came out otherwise.`;
    const words = [
      plainText(explanationText(explanation)),
      ...(corrected ? ['Its details were corrected; it was decided on those of before.'] : []),
      ...(options.replay || !identical ? [replayed] : []),
    ];
    const replay = { identical, differs };
    const document = { explanation, replay, ...(corrected && { corrected }) };
    printResult(options, io, document, words.join('\n\n'));
    return identical ? 0 : 1;
  });
}

/** By what holds now: for leads that are not decided yet, and for "what if it came on Sunday?". */
async function explainAt(
  text: string,
  record: LeadRecord,
  leadline: Leadline,
  options: ExplainLeadOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const at = readMoment(text, leadline.world.now());
  if (at === undefined) {
    printProblem(options, io, unreadTime(text));
    return 2;
  }
  const live = await liveRouting(leadline);
  if (!live.ok) {
    printProblem(options, io, live);
    return 1;
  }
  const explanation = await explanationAt(at, record, live.routing, leadline);
  const when = new Date(at).toISOString();
  const words = plainText(explanationText(explanation));
  const notes = [
    `As if it came at ${when}, by the configuration, rotation and absences of now.`,
    ...(record.held ? [`It is held until ${new Date(record.held.until).toISOString()}.`] : []),
    ...[decisionWithoutBasis(record)].flatMap((made) => (made ? [`It was decided: ${made}`] : [])),
  ];
  printResult(options, io, { explanation, at: when }, `${words}\n\n${notes.join('\n')}`);
  return 0;
}

async function explanationAt(
  at: number,
  record: LeadRecord,
  routing: CompiledRouting,
  { rotation }: Leadline,
): Promise<Explanation> {
  const { lead } = record;
  if (!lead) throw new Error(`lead ${record.leadId} has been erased`);
  const company = companyDomainOf(lead);
  const now = await rotation.look(company === undefined ? {} : { company });
  const match = matchedIn(record)?.match ?? { known: false, properties: {} };
  const then = { ...lead, receivedAt: new Date(at).toISOString() };
  return explain(then, match, routing, { ...now, decidedAt: at });
}

/** What an earlier version decided, which did not keep what it was made from. */
function decisionWithoutBasis(record: LeadRecord): string | undefined {
  const { decision, basis } = assignedIn(record) ?? {};
  return basis === undefined ? decision?.because : undefined;
}

function notReplayable(record: LeadRecord): { says: string; doThis: string } {
  const { leadId } = record;
  const made = decisionWithoutBasis(record);
  const doThis = `\`leadline explain ${leadId}\` tells what would be decided now.`;
  return made === undefined
    ? { says: `Lead ${leadId} is not decided yet, so there is nothing to decide again.`, doThis }
    : {
        says: `Lead ${leadId} was decided before decisions kept what they were made from: ${made}`,
        doThis,
      };
}

function noLead(leadId: string, record: LeadRecord | undefined): { says: string; doThis: string } {
  return record
    ? {
        says: `Lead ${leadId} is ${record.status}: there is nothing left to explain.`,
        doThis: '`leadline trace <leadId>` tells what is known of it.',
      }
    : {
        says: `The ledger has no lead with the id ${leadId}.`,
        doThis: 'Look in `leadline leads`, or explain a body: leadline explain --source X < body.',
      };
}
