/** One HTTP request to the intake, without Express. */
export type IntakeRequest = {
  method: string;
  /** The name in `/v1/sources/<name>`. */
  sourceName: string;
  /** Path and query string as they were asked for. */
  target: string;
  /** Inflated, and no longer than the source allows. */
  body: Buffer;
  query: URLSearchParams;
  /** Names are lower case. */
  headers: Record<string, string | undefined>;
  /** The peer's address, behind the configured proxies. */
  ip: string | undefined;
  /** A canary that leadline made itself, in this process. The HTTP route never sets it. */
  synthetic?: true;
};

/** Is it a page that waits for this answer (a plain form), and not a script? */
export function wantsPage(request: IntakeRequest): boolean {
  return /\btext\/html\b/i.test(request.headers['accept'] ?? '');
}
