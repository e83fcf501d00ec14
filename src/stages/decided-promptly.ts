const PROMPT_MS = 10 * 60_000;

/**
 * Whether a lead was decided soon after it came, both in milliseconds since 1970. One that was not
 * was held for its people, or kept waiting by an outage: for it, the time of the decision counts.
 */
export function decidedPromptly(decidedAt: number, receivedAt: number): boolean {
  return decidedAt - receivedAt <= PROMPT_MS;
}
