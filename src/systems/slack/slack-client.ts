import { createRequire } from 'node:module';
import type { FetchFunction, Logger, WebClient } from '@slack/web-api';
import { slackFailure } from './slack-failures.ts';

export type SlackClientOptions = {
  token: string;
  /** `https://slack.com/api/`, or a stand-in's. */
  apiUrl: string;
  /** For one call from its start to the end of its answer. */
  timeoutMs: number;
  now: () => number;
};

export type SlackClient = {
  /** Runs one call of the Web API. Whatever it throws leaves here as a SystemFailure. */
  call: <Result>(run: (client: WebClient) => Promise<Result>) => Promise<Result>;
};

/**
 * The official client, with everything switched off that would act behind our back: its retries
 * (after a time-out it posts the same message again, up to eleven times), its waiting on rate
 * limits (it holds all calls), its missing time limit, and absolute URLs (they get the token).
 */
export function createSlackClient(options: SlackClientOptions): SlackClient {
  let client: WebClient | undefined;
  return {
    call: async (run) => {
      client ??= openClient(options);
      try {
        return await run(client);
      } catch (error) {
        throw slackFailure(error, options.now());
      }
    },
  };
}

const load = createRequire(import.meta.url);

/** Loaded by the first call: a web side that has nothing to say to Slack goes without. */
export function loadSlackSdk(): typeof import('@slack/web-api') {
  return load('@slack/web-api') as typeof import('@slack/web-api');
}

function openClient(options: SlackClientOptions): WebClient {
  const { WebClient: Client } = loadSlackSdk();
  return new Client(options.token, {
    slackApiUrl: options.apiUrl,
    timeout: options.timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: 10,
    allowAbsoluteUrls: false,
    logger: silentLogger,
    fetch: fetchKeepingTheCause,
  });
}

/**
 * The client keeps an error of fetch only if it is an instance of its own Error class, else just
 * its text; the reason (`ECONNREFUSED`: surely not posted) would be lost. So it is wrapped here.
 */
const fetchKeepingTheCause: FetchFunction = async (url, init) => {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new Error('no answer', { cause });
  }
};

/** The client logs bodies and Slack's messages about them, which hold personal data. */
const silent = (): void => undefined;
const silentLogger: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => loadSlackSdk().LogLevel.ERROR,
};
