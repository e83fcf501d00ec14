import { sandboxCompany } from '../../src/commands/sandbox-company.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { exampleVariables, sampleSettings } from './company.ts';

/** The stand-ins with the company's people, channels, and what `leadline setup hubspot` makes. */
export async function startCompanySandbox(now: () => number): Promise<Sandbox> {
  const company = sampleSettings(exampleVariables());
  const sandbox = await startSandbox({
    company: sandboxCompany(company),
    now,
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
