import type { StageName } from './steps.ts';

/**
 * The workflow map: the ten questions that a map of any workflow answers, as data.
 * The queues, `leadline map` and the README's table are made from it; a test keeps them equal.
 */
export type WorkflowMap = {
  trigger: string;
  inputs: string;
  stages: StageOnMap[];
  decisions: { question: string; where: string }[];
  systems: string[];
  handoffs: string;
  exceptions: string;
  output: string;
  monitoring: string;
};

/** Who answers for a stage when it stands still. */
export type Role = 'platform' | 'revenue operations' | 'sales' | 'marketing';

export type StageOnMap = {
  name: StageName;
  does: string;
  owner: Role;
  systems: string[];
  /** Stages whose end it waits for. */
  after: StageName[];
  effect: string;
  onceBecause: string;
};

export const WORKFLOW_MAP: WorkflowMap = {
  trigger:
    'a form submission posted to a configured source; not: tests, pings, partial answers, reschedules, spam',
  inputs:
    'contact details, message, page, campaign parameters and click ids, consent; the source says which are required',
  stages: [
    {
      name: 'deduplicate',
      does: 'Decides whether the person is new or known, and whose they are already.',
      owner: 'revenue operations',
      systems: ['CRM'],
      after: [],
      effect: 'none: it only reads',
      onceBecause: 'leads of one person go one after another',
    },
    {
      name: 'assign',
      does: 'Assigns the market and its owner by the rules, and writes the contact with both in one call.',
      owner: 'revenue operations',
      systems: ['CRM'],
      after: ['deduplicate'],
      effect: 'contact created or updated',
      onceBecause:
        'an existing address is refused by the CRM and then updated; a turn is taken once a lead',
    },
    {
      name: 'task',
      does: "Creates the owner's task in the CRM, due by the market's time.",
      owner: 'sales',
      systems: ['CRM'],
      after: ['assign'],
      effect: 'task created, associated to the contact',
      onceBecause: 'the lead id is on the task and looked up before an ambiguous retry',
    },
    {
      name: 'alert',
      does: "Tells sales in the market's channel.",
      owner: 'sales',
      systems: ['Slack'],
      after: ['assign'],
      effect: 'message posted',
      onceBecause:
        'the lead id is in its metadata and the history is read before an ambiguous retry',
    },
    {
      name: 'convert',
      does: 'Tells each ad platform and webhook, as far as consent goes.',
      owner: 'marketing',
      systems: ['analytics and ad platforms'],
      after: ['assign'],
      effect: 'conversion event sent, one job a destination',
      onceBecause:
        'the event id is the same each time; where the receiver cannot tell, it is sent at most once',
    },
  ],
  decisions: [
    { question: 'accept, quarantine or refuse?', where: 'src/intake/receive.ts' },
    { question: 'new or known person?', where: 'src/stages/deduplicate.ts' },
    { question: 'which market, which owner?', where: 'src/routing/decide.ts' },
    { question: 'which fields may be written?', where: 'src/stages/survivorship.ts' },
    { question: 'which conversions does consent allow?', where: 'src/stages/convert.ts' },
    { question: 'retry, wait, pause or give up?', where: 'src/workflow/verdict.ts' },
  ],
  systems: ['website', 'CRM (HubSpot)', 'Slack', 'analytics and ad platforms', 'Redis'],
  handoffs:
    "one BullMQ queue a stage; a job carries the lead's id, never its data, and goes on by itself where the next stage's way is free",
  exceptions:
    'one verdict: wait, retry, pause the system, or dead letter; one dead-letter queue a stage',
  output: 'a receipt: what was done for this lead, where, when, and why',
  monitoring: 'ledger balance, stage timings, speed to lead, dead letters, paused systems',
};
