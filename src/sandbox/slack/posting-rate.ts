export type ChannelRate = { perSecond: number; burst: number };

/** One token bucket a channel, as Slack keeps for chat.postMessage. */
export type PostingRate = {
  /** Takes one message's worth. Answers whole seconds to wait; 0: it may pass. */
  take: (channel: string) => number;
};

export function createPostingRate(rate: ChannelRate, now: () => number): PostingRate {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function take(channel: string): number {
    const at = now();
    const bucket = buckets.get(channel) ?? { tokens: rate.burst, at };
    const refilled = bucket.tokens + ((at - bucket.at) / 1_000) * rate.perSecond;
    const tokens = Math.min(rate.burst, refilled);
    const passes = tokens >= 1;
    buckets.set(channel, { tokens: passes ? tokens - 1 : tokens, at });
    return passes ? 0 : Math.max(1, Math.ceil((1 - tokens) / rate.perSecond));
  }

  return { take };
}
