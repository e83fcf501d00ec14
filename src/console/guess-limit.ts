import type { Request, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Wrong tokens from one address in a minute; a long random token is out of reach long before. */
const WRONG_TOKENS_MAX = 20;

export type GuessLimit = {
  /** Answers 429 by itself. */
  tooMany: (request: Request, response: Response) => Promise<boolean>;
  wrong: (request: Request) => Promise<void>;
};

/** Each process counts for itself: this only has to make guessing pointless. */
export function createGuessLimit(): GuessLimit {
  const limiter = new RateLimiterMemory({ points: WRONG_TOKENS_MAX, duration: 60 });

  return {
    tooMany: async (request, response) => {
      const so = await limiter.get(addressOf(request));
      if (so === null || so.consumedPoints < WRONG_TOKENS_MAX) return false;
      response.set('retry-after', String(Math.ceil(so.msBeforeNext / 1_000)));
      response
        .status(429)
        .json({ error: 'Too many wrong tokens from this address. Wait a minute.' });
      return true;
    },
    wrong: async (request) => {
      await limiter.consume(addressOf(request)).catch((reached: unknown) => {
        if (!(reached instanceof RateLimiterRes)) throw reached;
      });
    },
  };
}

function addressOf({ ip }: Request): string {
  return ip ?? 'unknown';
}
