import type { World } from '../workflow/ports.ts';
import type { SourceObserver } from '../workflow/watch-ports.ts';
import type { Accept } from './accept.ts';
import type { Defence } from './defence.ts';
import type { Sources } from './source-settings.ts';

/** What the intake needs from outside. */
export type IntakeDeps = {
  /** Asked at every request, so that a changed configuration counts at once. */
  sources: () => Sources;
  accept: Accept;
  /** Without it nothing is limited, counted or verified: a captcha then leads to quarantine. */
  defence?: Defence;
  /** Absent: nobody notices when a source goes quiet or its fields change. */
  observer?: SourceObserver;
  world: Pick<World, 'now' | 'newLeadId' | 'log' | 'metrics'>;
  /** The address by which senders call us; some sign it. */
  publicUrl: string | undefined;
};
