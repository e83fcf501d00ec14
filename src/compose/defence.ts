import { hkdfSync } from 'node:crypto';
import type { Defence } from '../intake/defence.ts';
import { createTimeTrap } from '../intake/spam/time-trap.ts';
import type { Environment } from '../settings/environment.ts';
import { createCaptchaVerifier } from '../systems/captcha/verify-captcha.ts';
import { createHttpClient } from '../systems/http/http-client.ts';
import { connectRedis } from '../systems/redis/connection.ts';
import { createMessageSenders } from '../systems/redis/message-senders.ts';
import { createQuickAsk } from '../systems/redis/quick-ask.ts';
import { createRateLimits } from '../systems/redis/rate-limits.ts';
import type { Redis } from '../systems/redis/redis-client.ts';
import type { SealKey } from '../systems/redis/seal.ts';

/** A visitor waits for the answer, so the provider has no longer than this. */
const CAPTCHA_WITHIN_MS = 2_000;

/**
 * Wires what keeps robots and floods from the leads, on a connection of its own that is opened at
 * the first submission: most commands receive none.
 */
export function composeDefence(parts: {
  environment: Pick<Environment, 'redisPrefix' | 'captchaUrls'>;
  redisUrl: string;
  sealKeys: SealKey[];
  /** Milliseconds since 1970. */
  now: () => number;
}): Defence & { close: () => Promise<void> } {
  const { environment, redisUrl, sealKeys, now } = parts;
  const prefix = environment.redisPrefix;
  const http = createHttpClient({ system: 'captcha', timeoutMs: CAPTCHA_WITHIN_MS });
  const secrets = sealKeys.map(({ key }) => derived(key, 'leadline time trap'));
  const oldest = sealKeys.at(-1)?.key ?? Buffer.alloc(0);
  let opened: { redis: Redis; asking: Pick<Defence, 'rateLimits' | 'countSenders'> } | undefined;

  function open(): Pick<Defence, 'rateLimits' | 'countSenders'> {
    if (opened) return opened.asking;
    const redis = connectRedis(redisUrl, 'intake');
    const quickly = createQuickAsk({ now: () => performance.now() });
    const secret = derived(oldest, 'leadline message senders');
    const asking = {
      rateLimits: createRateLimits({ redis, prefix, quickly }),
      countSenders: createMessageSenders({ redis, prefix, secret, quickly }),
    };
    opened = { redis, asking };
    return asking;
  }

  return {
    timeTrap: createTimeTrap({ keys: secrets, now }),
    rateLimits: (asked) => open().rateLimits(asked),
    countSenders: (message, sender) => open().countSenders(message, sender),
    verifyCaptcha: createCaptchaVerifier({ http, baseUrls: environment.captchaUrls, now }),
    close: async () => {
      opened?.redis.disconnect();
      await http.close();
    },
  };
}

/** No two uses share a key. */
function derived(key: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', use, 32));
}
