/** Leads that came in the same second, in seconds since midnight. */
export type Cohort = { arrivedAt: number; leads: number };

/** First come, first served. */
export type WaitingLine = {
  length: () => number;
  join: (cohorts: Cohort[]) => void;
  /** The first so many, or as many as there are. */
  take: (leads: number) => Cohort[];
};

export function createWaitingLine(): WaitingLine {
  const cohorts: Cohort[] = [];
  // Those before it have left; nothing is shifted, since a line may be as long as a day.
  let first = 0;
  let length = 0;

  function take(leads: number): Cohort[] {
    const taken: Cohort[] = [];
    let left = Math.min(leads, length);
    length -= left;
    while (left > 0) {
      const cohort = cohorts[first];
      if (!cohort) break;
      const some = Math.min(cohort.leads, left);
      taken.push({ ...cohort, leads: some });
      left -= some;
      if (some === cohort.leads) first += 1;
      else cohorts[first] = { ...cohort, leads: cohort.leads - some };
    }
    return taken;
  }

  return {
    length: () => length,
    join: (joining) => {
      cohorts.push(...joining);
      length += leadsOf(joining);
    },
    take,
  };
}

export function leadsOf(cohorts: readonly { leads: number }[]): number {
  return cohorts.reduce((sum, { leads }) => sum + leads, 0);
}
