import type { Around } from '../../src/compose.ts';

/** Nobody waits for HubSpot's or Slack's budgets, whose pace has tests of its own. */
export const unpaced: Around = (name, port) =>
  name === 'budget' ? { ...port, takeEach: async () => undefined } : port;
