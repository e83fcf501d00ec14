import type { HttpClient } from '../http/http-client.ts';
import { disarmed, oneLine } from './slack-text.ts';

export type SlackResponder = {
  /**
   * Answers whoever pressed a button, seen by nobody else. Throws SystemFailure when Slack does not
   * take it; an address that is not Slack's is not called.
   */
  respond: (responseUrl: string, words: string) => Promise<void>;
};

const SLACK_HOSTS = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

const WORDS_MAX = 1_000;

/** @param options.apiUrl where Slack is; a stand-in's takes the answers as well */
export function createSlackResponder(options: {
  http: Pick<HttpClient, 'send'>;
  apiUrl: string;
}): SlackResponder {
  const ownOrigin = new URL(options.apiUrl).origin;

  function isSlacks(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const { protocol, host, origin } = new URL(address);
    return (protocol === 'https:' && SLACK_HOSTS.has(host)) || origin === ownOrigin;
  }

  return {
    respond: async (responseUrl, words) => {
      if (!isSlacks(responseUrl)) return;
      await options.http.send({
        method: 'POST',
        url: responseUrl,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          response_type: 'ephemeral',
          replace_original: false,
          text: disarmed(oneLine(words, WORDS_MAX)),
        }),
      });
    },
  };
}
