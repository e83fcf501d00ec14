import { EMPTY_ROTATION } from '../../routing/rotation-state.ts';
import type { RotationMoment } from './rotation-moment.ts';

type KnownState = Pick<RotationMoment, 'version' | 'rotation'>;

const NOTHING: KnownState = { version: '', rotation: EMPTY_ROTATION };

/**
 * The newest state of the rotation as far as this process knows: with its own changes, also those
 * that Redis has not answered yet. Each change names the version that it was made from, so one that
 * was made from a change that came to nothing comes to nothing as well.
 */
export function createRotationHead() {
  let head = NOTHING;
  /** Between these versions and the head there are only changes of our own. */
  let lineage = new Set([head.version]);

  function begin(at: KnownState): void {
    head = { version: at.version, rotation: at.rotation };
    lineage = new Set([head.version]);
  }

  return {
    now: (): KnownState => head,
    /** A change of our own is under way. */
    advance: (next: KnownState): void => {
      // Changes made from older ones have long been answered.
      if (lineage.size >= LINEAGE_MAX) lineage = new Set([head.version]);
      head = next;
      lineage.add(next.version);
    },
    /** It came to nothing, or nobody knows: nothing may be made from it any more. */
    forget: (version: string): void => {
      if (lineage.has(version)) begin(NOTHING);
    },
    /** What Redis said, with the changes of our own that come on top of it. */
    newest: (moment: RotationMoment): RotationMoment => {
      if (!lineage.has(moment.version)) begin(moment);
      const { version, rotation } = head;
      const { companies } = moment.rotation;
      return { ...moment, version, rotation: { ...rotation, companies } };
    },
  };
}

const LINEAGE_MAX = 1_000;
