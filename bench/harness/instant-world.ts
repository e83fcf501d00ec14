import type { Around } from '../../src/compose.ts';
import type { Alerts, ConversionDestination, Crm, CrmOwner } from '../../src/workflow/ports.ts';

/**
 * Outside systems that answer at once and from memory, in the places of the real ones: what is left
 * is leadline's own work.
 *
 * @param tell is told of each effect: its kind, and whose it is
 */
export function instantWorld(
  tell: (kind: string, whose: string) => void = () => undefined,
): Around {
  // Several processes are one world: no two of them make a record of the same id.
  let made = process.pid * 1_000_000_000;
  const next = () => String((made += 1));
  const told = <Result>(kind: string, whose: string, result: Result): Result => {
    tell(kind, whose);
    return result;
  };
  const crm: Partial<Crm> & { owners: { refresh: () => Promise<void> } } = {
    owners: { refresh: async () => undefined },
    findByEmail: async () => undefined,
    findByKey: async () => undefined,
    findById: async () => undefined,
    createContact: async ({ email = '' }) =>
      told('contact', email, { created: true, contactId: next(), leftOut: [] }),
    updateContact: async () => ({ leftOut: [] }),
    createTask: async ({ leadId }) => told('task', leadId, { taskId: next() }),
    findTask: async () => undefined,
    taskStates: async () => ({}),
    ownerByEmail: async (email) => ownerOf(email),
    ownerById: async (ownerId) => ownerOf(ownerId.replace('owner-', '')),
    openDealOf: async () => undefined,
    accountOf: async () => undefined,
    probe: async () => undefined,
  };
  const alerts: Partial<Alerts> = {
    post: async ({ leadId }, { channel }) => told('alert', leadId, { channel, ts: `${next()}.0` }),
    find: async () => undefined,
    say: async (_, { channel }) => ({ channel, ts: `${next()}.0` }),
    probe: async () => undefined,
  };
  const destinationOf = (name: string): Partial<ConversionDestination> => ({
    send: async ({ eventId }) => told(name, eventId, { sent: true, reference: next() }),
    probe: async () => undefined,
  });
  return (name, port) => {
    if (name === 'crm') return { ...port, ...crm };
    if (name === 'alerts') return { ...port, ...alerts };
    return 'dedupes' in port ? { ...port, ...destinationOf(name) } : port;
  };
}

function ownerOf(email: string): CrmOwner {
  return { ownerId: `owner-${email}`, email, name: email, active: true };
}
