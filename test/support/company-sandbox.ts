import { sandboxCompany } from '../../src/commands/sandbox-company.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { exampleVariables, sampleSettings } from './company.ts';

/** For the stand-ins, so that they see no more calls in ten seconds than they allow. */
const TIMES_AS_FAST = 20;

/** Whose budgets fill up quickly; what is signed by the time of the day is judged by that. */
export function startQuickSandbox(): Promise<Sandbox> {
  const startedAt = Date.now();
  const sendersNow = () => Date.now();
  const now = () => startedAt + (sendersNow() - startedAt) * TIMES_AS_FAST;
  return startCompanySandbox(now, sendersNow);
}

/** The stand-ins with the company's people, channels, and what `leadline setup hubspot` makes. */
export async function startCompanySandbox(
  now: () => number,
  sendersNow: () => number = now,
): Promise<Sandbox> {
  const company = sampleSettings(exampleVariables());
  const sandbox = await startSandbox({
    company: sandboxCompany(company),
    now,
    sendersNow,
    random: () => 0.5,
  });
  const { properties, task } = company.crm;
  for (const name of Object.keys(properties).filter((each) => each.startsWith('leadline_'))) {
    const kind = name === 'leadline_routed_at' ? { type: 'datetime', fieldType: 'date' } : {};
    sandbox.hubspot.seedProperty('contacts', { name, ...kind });
  }
  sandbox.hubspot.seedProperty('tasks', { name: task.leadIdProperty, hasUniqueValue: true });
  return sandbox;
}
