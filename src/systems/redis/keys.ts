import type { LeadStatus } from '../../workflow/ledger.ts';

/** Every key that leadline has in Redis, in one place. BullMQ's own keys stand under `<prefix>:q`. */
export function keysFor(prefix: string) {
  return {
    /** Hash: one lead's record (ledger-scripts.ts says which fields). */
    lead: (leadId: string) => `${prefix}:lead:${leadId}`,
    /** String: the lead itself (lead-text.ts says how it is written). */
    leadText: (leadId: string) => `${prefix}:lead-text:${leadId}`,
    /** String, sealed, with a time to live. */
    raw: (leadId: string) => `${prefix}:raw:${leadId}`,
    /** List of JSON events; without the first one where that says nothing new (story.ts). */
    story: (leadId: string) => `${prefix}:story:${leadId}`,
    /** Sorted set of all lead ids, by time of receipt. */
    leads: `${prefix}:leads`,
    /** Sorted set of the leads in one status, by time of entering it. */
    status: (status: LeadStatus) => `${prefix}:status:${status}`,
    /** Sorted set of leads with pending steps, by the time something last happened. */
    open: `${prefix}:open`,
    /** Sorted set of the leads that nobody can have yet, by the time they wait for. */
    held: `${prefix}:held`,
    /** Sorted set of the leads that the fallback took, or nobody, by time. */
    fellBack: (kind: 'fallback' | 'nobody') => `${prefix}:fell-back:${kind}`,
    /** Hash of counters. */
    counts: `${prefix}:counts`,
    /** String: the first lead accepted under a duplicate key. */
    seen: (key: string) => `${prefix}:seen:${key}`,
    /** Sorted set of the leads of one person. */
    personLeads: (person: string) => `${prefix}:person-leads:${person}`,
    /** String: which lead of this person is being matched and assigned. */
    lease: (person: string) => `${prefix}:lease:${person}`,
    /** String: JSON of the person's latest assigned lead. */
    latest: (person: string) => `${prefix}:latest:${person}`,
    turn: (pool: string) => `${prefix}:turn:${pool}`,
    /** Hash: the rotation's `version`, and JSON of each `pool:<pool>` and `member:<member>`. */
    rotation: `${prefix}:rotation`,
    /** List of JSON entries, newest first: why standings in this pool changed. */
    standings: (pool: string) => `${prefix}:standings:${pool}`,
    /** Hash: pool → who had the last lead of this company, which is named by a keyed hash. */
    company: (company: string) => `${prefix}:company:${company}`,
    /** Hash: member → JSON of what was said of them by command: away, or switched off. */
    absences: `${prefix}:absences`,
    /** List of JSON changes, newest first: who said it, and when. */
    absenceChanges: `${prefix}:absence-changes`,
    /** Sorted set of the leads whose task is not completed, by the time they were given. */
    openLeads: `${prefix}:open-leads`,
    /** Hash: lead that is open → JSON of the member, and the pool, in whose counts it stands. */
    openHolders: `${prefix}:open-holders`,
    leftAlone: (system: string) => `${prefix}:left-alone:${system}`,
    /** String: the token of whoever holds this lock. */
    lock: (name: string) => `${prefix}:lock:${name}`,
    /** Hash: system → JSON of its pause. */
    pauses: `${prefix}:pauses`,
    budget: (bucket: string) => `${prefix}:budget:${bucket}`,
    /** String: how many calls a day of this system has, how many are left, and when one began. */
    dailyCalls: (system: string) => `${prefix}:daily-calls:${system}`,
    /** Counters of submissions by source and address, for a minute. */
    rate: `${prefix}:rate`,
    /** Set: keyed hashes of who sent one message, for a day. */
    senders: (message: string) => `${prefix}:senders:${message}`,
    /** String: when this person was erased. */
    erased: (person: string) => `${prefix}:erased:${person}`,
    /** Hash: one alarm (alarm-store.ts says which fields). */
    alarm: (cause: string) => `${prefix}:alarm:${cause}`,
    /** Set: the causes of open alarms. */
    alarms: `${prefix}:alarms`,
    /** Hash: hours since 1970 → submissions of this source. */
    volume: (source: string) => `${prefix}:volume:${source}`,
    /** List of JSON lists: the keys of the source's latest submissions. */
    recentFields: (source: string) => `${prefix}:recent-fields:${source}`,
    /** Hash: key → the number of its first submission; `#` → how many there were. */
    firstFields: (source: string) => `${prefix}:first-fields:${source}`,
    /** Hash: JSON of source and secret → when it was last used; `#` and the same → how often. */
    retiredSecrets: `${prefix}:retired-secrets`,
    /** Hash: source → JSON of its latest canary. */
    canaries: `${prefix}:canaries`,
    /** Hash: `version`, and the JSON `state` that says which configuration is live. */
    configuration: `${prefix}:configuration`,
    /** String, sealed: the files of a configuration. */
    configurationText: (hash: string) => `${prefix}:configuration-text:${hash}`,
    /** List of JSON changes, newest first. */
    configurationHistory: `${prefix}:configuration-history`,
    /** Sorted set of the configurations that were ever live, by when they last became it. */
    configurationsLive: `${prefix}:configurations-live`,
    /** String: the configuration that was last seen in a folder of a host. */
    configurationPlace: (place: string) => `${prefix}:configuration-place:${place}`,
    /** Hash: process → JSON of what it runs. */
    configurationProcesses: `${prefix}:configuration-processes`,
    /** Hash of counters, and list of JSON: what a shadow decided, and what it decided otherwise. */
    divergences: (of: { live: string; shadow: string }) =>
      `${prefix}:divergences:${of.live}:${of.shadow}`,
    divergingLeads: (of: { live: string; shadow: string }) =>
      `${prefix}:diverging-leads:${of.live}:${of.shadow}`,
    queuePrefix: `${prefix}:q`,
  };
}

export type Keys = ReturnType<typeof keysFor>;
