import type { Lead } from '../lead/lead.ts';
import type { Decision } from '../routing/decision.ts';

/**
 * What the workflow needs from outside. Adapters in systems/ implement these; tests may too.
 * Every function may throw SystemFailure, and nothing else on purpose.
 */

/* ── the world ─────────────────────────────────────────────────────────────────────────────── */

/** Messages are static; data goes in fields. Personal data never goes in. */
export type Log = {
  debug: (message: string, fields?: Record<string, unknown>) => void;
  info: (message: string, fields?: Record<string, unknown>) => void;
  warn: (message: string, fields?: Record<string, unknown>) => void;
  error: (message: string, fields?: Record<string, unknown>) => void;
};

export type Metrics = {
  count: (name: string, labels?: Record<string, string>, by?: number) => void;
  observe: (name: string, labels: Record<string, string>, value: number) => void;
  gauge: (name: string, labels: Record<string, string>, value: number) => void;
};

export type World = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** UUIDv7. */
  newLeadId: () => string;
  /** 0 ≤ x < 1. */
  random: () => number;
  log: Log;
  metrics: Metrics;
};

/** Token buckets that all workers and stages share. */
export type Budget = {
  /**
   * Takes a token of each, or of none, since a call that does not go spends nothing. Answers which
   * one has to be waited for the longest; undefined = go.
   */
  takeEach: <Take extends BudgetTake>(takes: Take[]) => Promise<BudgetWait<Take> | undefined>;
};

/** So many tokens at most, and so many come in that time. */
export type BudgetLimit = {
  capacity: number;
  perMs: number;
  /** Tokens that are left for urgent calls; none unless said. */
  reserve?: number;
};

export type BudgetTake = BudgetLimit & {
  bucket: string;
  /** May take the reserve as well. */
  urgent?: boolean;
  /**
   * How many tokens there can be at most, by what the outside system last said; less than none
   * means to wait until that many have come.
   */
  tokensMax?: number;
};

export type BudgetWait<Take extends BudgetTake> = { of: Take; waitMs: number };

/** The calls of a day, for all who make them: how many there are, and how many are left. */
export type CallsOfDay = {
  max: number;
  left: number;
  /** When a day was seen to begin; absent: not yet. */
  turnedAt?: number;
};

/** What outside systems said last of their day; all workers know it. Forgotten after a day. */
export type DailyCalls = {
  learn: (system: string, said: CallsOfDay) => Promise<void>;
  said: (system: string) => Promise<CallsOfDay | undefined>;
};

/** A system whose calls are counted by the day, as people hear of it. */
export type CountsByDay = {
  system: string;
  /** `HubSpot` */
  title: string;
  /** For whoever reads that the day, or leadline's share of it, comes to its end. */
  advice: string;
};

/* ── the CRM ───────────────────────────────────────────────────────────────────────────────── */

export type CrmContact = {
  contactId: string;
  /** Values of the properties asked for; absent or '' means empty. */
  properties: Record<string, string>;
  /** CRM owner id. */
  ownerId?: string;
};

export type CrmOwner = { ownerId: string; email: string; name: string; active: boolean };

/** A deal that is neither won nor lost. */
export type CrmDeal = { dealId: string; name?: string; ownerId: string };

export type CrmCompany = { companyId: string; domain: string; name?: string; ownerId: string };

export type NewTask = {
  leadId: string;
  contactId: string;
  ownerId?: string;
  subject: string;
  /** Plain text; the adapter escapes it for the CRM. */
  body: string;
  /** Milliseconds since 1970. */
  dueAt: number;
  priority: 'low' | 'medium' | 'high';
};

export type CreatedContact =
  | { created: true; contactId: string; leftOut: string[] }
  /** Somebody was faster: the contact exists. Read it, then update. */
  | { created: false; existingId?: string };

export type Crm = {
  system: string;
  /** Reads by e-mail address, never through a search index. */
  findByEmail: (email: string, properties: string[]) => Promise<CrmContact | undefined>;
  /** Reads by another property that is unique in the CRM. */
  findByKey: (
    property: string,
    value: string,
    properties: string[],
  ) => Promise<CrmContact | undefined>;
  findById: (contactId: string, properties: string[]) => Promise<CrmContact | undefined>;
  createContact: (properties: Record<string, string>) => Promise<CreatedContact>;
  /** `leftOut`: properties that the CRM would not take; the rest was written. */
  updateContact: (
    contactId: string,
    properties: Record<string, string>,
  ) => Promise<{ leftOut: string[] }>;
  createTask: (task: NewTask) => Promise<{ taskId: string }>;
  /** Looks for the task that carries this lead's id, by direct reads. */
  findTask: (contactId: string, leadId: string) => Promise<{ taskId: string } | undefined>;
  /** By task id, any number of them; one that the CRM says nothing of is left out. */
  taskStates: (taskIds: string[]) => Promise<Record<string, 'open' | 'completed' | 'gone'>>;
  ownerByEmail: (email: string) => Promise<CrmOwner | undefined>;
  ownerById: (ownerId: string) => Promise<CrmOwner | undefined>;
  /** The contact's newest open deal that has an owner. */
  openDealOf: (contactId: string) => Promise<CrmDeal | undefined>;
  /**
   * The company record that has exactly this domain, and an owner; of several the oldest whose
   * owner is active. It may be some minutes old.
   */
  accountOf: (domain: string) => Promise<CrmCompany | undefined>;
  contactUrl: (contactId: string) => string;
  /** One cheap call that shows whether the credential is good. Throws SystemFailure if not. */
  probe: () => Promise<void>;
};

/* ── alerts ────────────────────────────────────────────────────────────────────────────────── */

/** What a salesperson has to know; the adapter decides how it looks. */
export type LeadAlert = {
  leadId: string;
  marketTitle: string;
  person: {
    name: string;
    company?: string;
    email?: string;
    phone?: string;
    country?: string;
    jobTitle?: string;
  };
  known: boolean;
  message?: string;
  owner?: {
    name: string;
    /** Slack member id, from team.yaml. */
    slackId?: string;
  };
  /** Why this owner, in a few words. */
  ownerReason: string;
  /** One readable line: "google / cpc · brand-q4 · gclid". */
  campaign?: string;
  sourceTitle: string;
  /** What else alerts.yaml wants to be shown: label and the lead's value. */
  details: [label: string, value: string][];
  crmUrl?: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** Remarks such as "phone could not be read". */
  remarks: string[];
  /** Set when the CRM could not be asked yet: what may still change. */
  provisional?: string;
  /** Set in the thread of a provisional alert: what the CRM confirmed or changed. */
  correction?: string;
  /** Set when this is another submission of somebody just alerted: posted in that thread. */
  linkedToLeadId?: string;
  /** It goes to whoever claims it first: shown with a button for that. */
  claimable?: true;
  /** It was to be claimed, until then (milliseconds since 1970): by its owner's claim, or not. */
  claimEnded?: { at: number; byClaim: boolean };
};

export type AlertReference = { channel: string; ts: string };

export type Alerts = {
  system: string;
  post: (alert: LeadAlert, to: { channel: string; threadTs?: string }) => Promise<AlertReference>;
  /**
   * Looks in the channel (or thread) for the message that carries this lead's id; `except` is the
   * `ts` of another one that does.
   */
  find: (
    leadId: string,
    within: { channel: string; threadTs?: string; sinceMs: number; except?: string },
  ) => Promise<AlertReference | undefined>;
  /** A plain line for people: corrections in a thread, alarms in the operations channel. */
  say: (
    text: string,
    to: { channel: string; threadTs?: string },
    about?: {
      /** By which `find` finds the line, as it does an alert by its lead's id. */
      mark: string;
      /** Whom it is for: mentioned before it. */
      owner?: LeadAlert['owner'];
    },
  ) => Promise<AlertReference>;
  /**
   * Has a message that was posted about this lead say what the alert says now. Done twice it is the
   * same. False: the message is gone, or cannot be changed any more.
   */
  update: (alert: LeadAlert, message: AlertReference) => Promise<boolean>;
  probe: () => Promise<void>;
};

/* ── conversions ───────────────────────────────────────────────────────────────────────────── */

export type ConversionEvent = {
  /** `<leadId>:<event>`: the same however often it is sent. */
  eventId: string;
  name: string;
  /** Milliseconds since 1970. */
  occurredAt: number;
  lead: Lead;
  /** For mapped parameters such as `{{decision.market}}`. */
  decision?: Decision;
  /** From the CRM, when known. */
  contactId?: string;
  market?: string;
  owner?: { name: string; email: string };
  known: boolean;
};

export type ConversionResult =
  | { sent: true; reference?: string }
  /** Not a failure: no identifiers, too old, and the like. */
  | { sent: false; reason: string };

export type ConversionDestination = {
  /** Name in conversions.yaml; also the system's name in failures. */
  name: string;
  kind: string;
  /** Can the receiver recognise an event that it has had already? If not: at most once. */
  dedupes: boolean;
  send: (event: ConversionEvent) => Promise<ConversionResult>;
  probe: () => Promise<void>;
};

/* ── what only the fallback took ───────────────────────────────────────────────────────────── */

export type FallbackLeads = {
  /** Once a lead, however often its step runs. */
  add: (kind: 'fallback' | 'nobody', leadId: string, at: number) => Promise<void>;
  /** How many since then, and the latest of them. Kept for a week. */
  since: (kind: 'fallback' | 'nobody', at: number) => Promise<{ count: number; latest?: string }>;
};
