import type { Around } from '../../src/compose.ts';
import type { Alerts, ConversionDestination, Crm, CrmOwner } from '../../src/workflow/ports.ts';

/**
 * Outside systems that answer at once and from memory, in the places of the real ones: what is left
 * is leadline's own work.
 */
export function instantWorld(): Around {
  let made = 0;
  const next = () => String((made += 1));
  const crm: Partial<Crm> & { owners: { refresh: () => Promise<void> } } = {
    owners: { refresh: async () => undefined },
    findByEmail: async () => undefined,
    findByKey: async () => undefined,
    findById: async () => undefined,
    createContact: async () => ({ created: true, contactId: next(), leftOut: [] }),
    updateContact: async () => ({ leftOut: [] }),
    createTask: async () => ({ taskId: next() }),
    findTask: async () => undefined,
    taskStates: async () => ({}),
    ownerByEmail: async (email) => ownerOf(email),
    ownerById: async (ownerId) => ownerOf(ownerId.replace('owner-', '')),
    openDealOf: async () => undefined,
    accountOf: async () => undefined,
    probe: async () => undefined,
  };
  const alerts: Partial<Alerts> = {
    post: async (_, { channel }) => ({ channel, ts: `${next()}.0` }),
    find: async () => undefined,
    say: async (_, { channel }) => ({ channel, ts: `${next()}.0` }),
    probe: async () => undefined,
  };
  const destination: Partial<ConversionDestination> = {
    send: async () => ({ sent: true, reference: next() }),
    probe: async () => undefined,
  };
  return (name, port) => {
    if (name === 'crm') return { ...port, ...crm };
    if (name === 'alerts') return { ...port, ...alerts };
    return 'dedupes' in port ? { ...port, ...destination } : port;
  };
}

function ownerOf(email: string): CrmOwner {
  return { ownerId: `owner-${email}`, email, name: email, active: true };
}
