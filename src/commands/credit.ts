import type { CreditReason } from '../routing/rotation-change.ts';
import { leadsInWords } from '../routing/standing-words.ts';
import { type LiveLeadline, withLiveRouting } from './live-routing.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { osUser } from './os-user.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';

export type CreditOptions = SettingsOptions & {
  spam?: boolean;
  duplicate?: boolean;
  lostFollowUp?: boolean;
  /** Who says so. */
  by?: string;
};

/** How routing.yaml calls them. */
const PARTS = { spam: 'spam', duplicate: 'duplicate', lost_follow_up: 'lostFollowUp' } as const;

/**
 * `leadline credit <leadId> --spam|--duplicate|--lost-follow-up`: gives the member who took the lead
 * as much of a turn back as the live routing.yaml says, once a lead, and keeps in the ledger who said so.
 */
export async function runCredit(
  leadId: string,
  options: CreditOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const [reason, ...others] = reasonsIn(options);
  if (reason === undefined || others.length > 0) {
    printProblem(options, io, {
      says: 'A credit has exactly one reason.',
      doThis: 'Give one of --spam, --duplicate and --lost-follow-up.',
    });
    return 2;
  }
  return withLiveRouting(options, io, (live) => give(leadId, reason, { ...live, options, io }));
}

async function give(
  leadId: string,
  reason: CreditReason,
  given: LiveLeadline & { options: CreditOptions; io: CommandIo },
): Promise<ExitCode> {
  const { leadline, otherwise, options, io } = given;
  const {
    routing: { credits },
    configuration: { hash },
  } = given.routing;
  const andWhich = otherwise === undefined ? '' : `\n${otherwise}`;
  const part = credits[PARTS[reason]];
  if (part === 0) {
    printProblem(options, io, {
      says: `By routing.yaml nothing comes back for this reason (credits.${PARTS[reason]} is 0).${andWhich}`,
      doThis: 'Nothing was changed. Set the part of a lead that comes back, if it should.',
    });
    return 1;
  }
  const by = options.by ?? osUser();
  const at = leadline.world.now();
  if (!(await leadline.rotation.credit({ leadId, reason, part, at, by }))) {
    printProblem(options, io, {
      says: `There is nothing to give back for lead ${leadId}: it took no turn, or has been credited before.`,
      doThis: '`leadline rotation` shows the ledger of standings, `leadline trace` the lead.',
    });
    return 1;
  }
  const much = part === 1 ? 'The whole' : `${leadsInWords(part)} of the`;
  const words = `${much} turn that lead ${leadId} took is given back (${reason.replaceAll('_', ' ')}, said ${by}).`;
  printResult(options, io, { leadId, reason, part, by, configuration: hash }, words + andWhich);
  return 0;
}

function reasonsIn({ spam, duplicate, lostFollowUp }: CreditOptions): CreditReason[] {
  return [
    ...(spam === true ? ['spam' as const] : []),
    ...(duplicate === true ? ['duplicate' as const] : []),
    ...(lostFollowUp === true ? ['lost_follow_up' as const] : []),
  ];
}
