import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { createProgram } from '../../src/commands/program.ts';
import type { Leadline } from '../../src/compose.ts';
import { stepOf } from '../../src/workflow/steps.ts';
import { type Follower, following } from './changed-company.ts';
import { type Example, withPart } from './document-examples.ts';
import { type Stack, startStack } from './stack.ts';

/** Runs a document's examples on a whole leadline with the configuration of config/. */
export type DocumentScene = {
  /** What a command printed; nothing for everything else. */
  run: (example: Example) => Promise<string>;
  stop: () => Promise<void>;
};

const CONFIG = path.resolve(import.meta.dirname, '../../config');
const MINUTE_MS = 60_000;

/** Commands read the computer's clock, so the scene has its own: it only goes on when it is said. */
export async function startDocumentScene(): Promise<DocumentScene> {
  const realNow = Date.now;
  let clock = realNow();
  let [posted, ids] = [0, 0];
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-document-'));
  const inFolder = (name: string) => path.join(folder, name);
  cpSync(CONFIG, inFolder('config'), { recursive: true });
  let stack: Stack | undefined;
  let follower: Follower | undefined;

  async function started(): Promise<Stack> {
    if (stack) return stack;
    stack = await startStack({
      world: { now: () => clock, newLeadId },
      variables: { LEADLINE_CONFIG: inFolder('config') },
    });
    follower = await following(stack.leadline);
    return stack;
  }

  function newLeadId(): string {
    ids += 1;
    const at = clock.toString(16).padStart(12, '0');
    return `${at.slice(0, 8)}-${at.slice(8)}-7000-8000-${String(ids).padStart(12, '0')}`;
  }

  async function happens(what: string, rest: string): Promise<void> {
    switch (what) {
      case 'clock':
        clock = Date.parse(rest);
        Date.now = () => clock;
        return;
      case 'leads':
        return takeLeads(...(rest.split(' ') as [string, string, string?]));
      case 'held':
        return runHeld();
      case 'look':
        await started();
        return follower?.look();
      default:
        throw new Error(`nobody knows what happens at "${what}"`);
    }
  }

  /** So many of a country, one every ten minutes; of one person where an address is given. */
  async function takeLeads(count: string, country: string, email?: string): Promise<void> {
    const { accept, leadline } = await started();
    for (let index = 0; index < Number(count); index += 1) {
      clock += 10 * MINUTE_MS;
      posted += 1;
      const address = email ?? `visitor-${posted}@company-${posted}.example`;
      const message = `Please call me about ${posted}.`;
      const fields = { name: 'A Visitor', email: address, country, message };
      await runSteps(leadline, await accept('contact-page', fields));
    }
  }

  async function runHeld(): Promise<void> {
    const { leadline } = await started();
    const { leads: held } = await leadline.ledger.held(100);
    for (const { leadId } of held) await runSteps(leadline, leadId);
  }

  async function command(text: string): Promise<string> {
    const { env } = await started();
    const [line = '', input] = text.split(' < ');
    const [name, ...args] = wordsOf(line);
    if (name !== 'leadline') throw new Error(`"${name}" is not run by documents`);
    const printed: string[] = [];
    const program = createProgram({
      env,
      print: (words) => void printed.push(words),
      readInput: async () => readFileSync(inFolder(input ?? '')),
    });
    const given = args.map((word) => (word.startsWith('./') ? inFolder(word.slice(2)) : word));
    await program.parseAsync(given, { from: 'user' });
    if (process.exitCode) printed.push(`(exit code ${process.exitCode})`);
    process.exitCode = 0;
    return printed.join('\n').replaceAll(folder, '.').replaceAll(`${hostname()}:`, 'web-1:');
  }

  async function configure({ folder: named, file, text }: Example & { kind: 'configuration' }) {
    if (named === undefined) return;
    const target = inFolder(named);
    if (named !== 'config') cpSync(inFolder('config'), target, { recursive: true });
    const whole = path.join(target, file);
    writeFileSync(whole, withPart(readFileSync(whole, 'utf8'), text));
  }

  return {
    run: async (example) => {
      if (example.kind === 'command') return command(example.command);
      if (example.kind === 'file') writeFileSync(inFolder(example.name), example.text);
      if (example.kind === 'configuration') await configure(example);
      if (example.kind === 'happens') await happens(example.what, example.rest);
      return '';
    },
    stop: async () => {
      Date.now = realNow;
      await follower?.stop();
      await stack?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** All of a lead's steps that can be run by now. */
async function runSteps({ ledger, runStep }: Leadline, leadId: string): Promise<void> {
  const record = await ledger.load(leadId);
  for (const [key, step] of Object.entries(record?.steps ?? {})) {
    if (step.state !== 'pending') continue;
    const { act } = await runStep({ leadId, step: stepOf(key) });
    if (act === 'delay') return;
  }
}

/** As a shell takes them apart, as far as documents need it. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}
