/** Leads beside those of the daily curve: a newsletter, a fair, a television spot. */
export type Burst = { atHour: number; leads: number; overMinutes: number };

const HOUR_S = 3_600;

/**
 * The share of the day's leads that comes in each hour, as business forms see it: little at night,
 * most before noon and after lunch. An assumption to be replaced by one's own.
 */
const SHARE_OF_HOUR = [
  0.008, 0.006, 0.005, 0.005, 0.007, 0.012, 0.022, 0.04, 0.065, 0.085, 0.092, 0.088, 0.07, 0.075,
  0.082, 0.08, 0.068, 0.052, 0.038, 0.03, 0.026, 0.02, 0.014, 0.01,
];

/**
 * How many leads come in each second of the day, when its busiest hour has this many and the bursts
 * come on top. Parts of a lead are carried on, so an hour has as many whole ones as it should.
 */
export function arrivals(busiestHour: number, bursts: Burst[]): (second: number) => number {
  const busiest = Math.max(...SHARE_OF_HOUR);
  const untilSecond = (second: number): number => {
    const hour = Math.floor(second / HOUR_S);
    const perHour = SHARE_OF_HOUR.map((share) => (share / busiest) * busiestHour);
    const before = perHour.slice(0, hour).reduce((sum, leads) => sum + leads, 0);
    return before + ((perHour[hour] ?? 0) * (second % HOUR_S)) / HOUR_S;
  };
  const ofBurst = ({ atHour, leads, overMinutes }: Burst, second: number): number => {
    const gone = Math.max(0, second - atHour * HOUR_S);
    return leads * Math.min(1, gone / (overMinutes * 60));
  };
  const all = (second: number) =>
    Math.floor(
      // Sums of thirds and tenths end a hair below the whole number that they stand for.
      bursts.reduce((sum, burst) => sum + ofBurst(burst, second), untilSecond(second)) + 1e-6,
    );
  return (second) => all(second + 1) - all(second);
}
