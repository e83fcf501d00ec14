import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** A company that uses everything that routing knows: hours, holidays, caps, claims, holds … */

const TEAM = `
members:
  ada: { name: Ada Brandt, email: ada.brandt@example.com, slackId: U0ADA0001, timeZone: Europe/Berlin,
         workingHours: { mon-fri: [09:00-12:00, 13:00-17:30] }, holidays: DE-BY, languages: [de, fr],
         cap: { day: 4, open: 30 } }
  ben: { name: Ben Huber, email: ben.huber@example.com, slackId: U0BEN0002, timeZone: Europe/Vienna,
         workingHours: { mon-thu: [08:00-16:30], fri: 08:00-13:00 }, holidays: AT, languages: [de],
         away: [{ from: 2026-10-28, until: 2026-10-29, note: dentist }] }
  chidi: { name: Chidi Okafor, email: chidi.okafor@example.com, slackId: U0CHIDI03,
           timeZone: Africa/Lagos, workingHours: { mon-sat: [08:00-18:00] }, languages: [en, fr] }
  dora: { name: Dora Almeida, email: dora.almeida@example.com, slackId: U0DORA004,
          timeZone: America/Sao_Paulo, languages: [pt, es] }
  ewan: { name: Ewan Clarke, email: ewan.clarke@example.com, slackId: U0EWAN005,
          timeZone: Europe/London, crmOwnerEmail: e.clarke@example.com,
          workingHours: { mon-fri: 09:00-17:00 }, languages: [en], cap: { week: 12 } }
  gus: { name: Gus Weber, email: gus.weber@example.com, active: false }
pools:
  dach: { members: [{ member: ada, weight: 2 }, ben, gus], cap: { day: 6 }, timeZone: Europe/Berlin }
  uk-ireland: { choice: sticky-company, members: [ewan, ada] }
  latam: { choice: least-open, members: [dora, { member: chidi, weight: 2 }] }
  africa: { choice: first-to-claim, claimWithinMinutes: 20, members: [chidi, ewan] }
  french: { choice: round-robin, members: [ada, { member: chidi, weight: 3 }] }
  international: { members: [ben, chidi, dora, ewan] }
`;

const MARKETS = `
markets:
  - { name: dach, title: DACH, when: { country: [DE, AT, CH] }, pool: dach, channel: C0DACH001,
      followUpWithinMinutes: 30, whenNobody: { hold: { atMostHours: 40, otherwise: fallback } } }
  - { name: uk, title: UK, when: { country: [GB, IE] }, pool: uk-ireland, channel: C0UKIE001,
      followUpWithinMinutes: 30, whenNobody: { overflow: international }, ownerPatienceHours: 8 }
  - { name: latam, title: Latin America, when: { country: [BR, MX, AR] }, pool: latam,
      channel: C0LATAM01, followUpWithinMinutes: 60 }
  - { name: africa, title: Africa, when: { country: [NG, KE, ZA] }, pool: africa, channel: C0AFRICA1,
      followUpWithinMinutes: 60, whenNobody: { hold: { atMostHours: 100, otherwise: tell } } }
  - { name: own, title: Own, when: { country: [PL] }, owner: chidi, pool: international,
      channel: C0WORLD01, followUpWithinMinutes: 60, whenNobody: tell }
  - { name: rest, title: Rest, fallback: true, pool: international, channel: C0WORLD01,
      followUpWithinMinutes: 120, priority: medium }
`;

const ROUTING = `
namedAccounts:
  - { company: Northwind, domains: [northwind.example.com], owner: ewan }
languageAndSkill:
  - { name: french, when: { any: [{ language: [fr] }, { country: [FR, BE, SN] }] }, languages: [fr],
      pool: french }
  - { name: portuguese, when: { country: [PT] }, languages: [pt], pool: latam }
credits: { ownership: 0.5, lostFollowUp: 0.25 }
ownerPatienceHours: 24
`;

/** Writes it over the routing files of a company's folder. */
export function enrich(folder: string): void {
  for (const [file, text] of Object.entries({ team: TEAM, markets: MARKETS, routing: ROUTING })) {
    writeFileSync(path.join(folder, `${file}.yaml`), text.trimStart());
  }
}
