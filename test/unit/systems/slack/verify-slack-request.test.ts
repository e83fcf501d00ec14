import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifySlackRequest } from '../../../../src/systems/slack/verify-slack-request.ts';

/** The worked example of Slack's documentation on verifying requests. */
const DOCUMENTED = {
  signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  rawBody: Buffer.from(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  ),
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  nowMs: 1531420618_000,
};

describe('a request that says it is from Slack', () => {
  it('is genuine in Slack’s own example', () => {
    expect(verifySlackRequest(DOCUMENTED)).toEqual({ genuine: true });
  });

  it.each([300, -300])('is still good %d seconds off', (seconds) => {
    const nowMs = DOCUMENTED.nowMs + seconds * 1_000;
    expect(verifySlackRequest({ ...DOCUMENTED, nowMs })).toEqual({ genuine: true });
  });

  it.each([301, -301])('is refused %d seconds off', (seconds) => {
    const nowMs = DOCUMENTED.nowMs + seconds * 1_000;
    expect(verifySlackRequest({ ...DOCUMENTED, nowMs })).toEqual({
      genuine: false,
      reason: 'too_old_or_early',
    });
  });

  it('is refused when one byte was changed', () => {
    const rawBody = Buffer.concat([DOCUMENTED.rawBody, Buffer.from(' ')]);
    expect(verifySlackRequest({ ...DOCUMENTED, rawBody })).toEqual({
      genuine: false,
      reason: 'wrong_signature',
    });
  });

  it('is checked on bytes, not on text: invalid UTF-8 has a signature too', () => {
    const rawBody = Buffer.from([0x70, 0xff, 0xfe, 0x00]);
    const mac = createHmac('sha256', DOCUMENTED.signingSecret)
      .update(Buffer.concat([Buffer.from(`v0:${DOCUMENTED.timestamp}:`), rawBody]))
      .digest('hex');
    expect(verifySlackRequest({ ...DOCUMENTED, rawBody, signature: `v0=${mac}` })).toEqual({
      genuine: true,
    });
  });

  it.each(['', '   '])('is refused when our secret is empty, however it was signed', (secret) => {
    const mac = createHmac('sha256', secret)
      .update(`v0:${DOCUMENTED.timestamp}:`)
      .update(DOCUMENTED.rawBody)
      .digest('hex');
    const signature = `v0=${mac}`;
    expect(verifySlackRequest({ ...DOCUMENTED, signingSecret: secret, signature })).toEqual({
      genuine: false,
      reason: 'no_secret',
    });
  });

  it.each([
    ['no signature', { signature: undefined }],
    ['no timestamp', { timestamp: undefined }],
    ['a timestamp that is no number', { timestamp: '1531420618e0' }],
  ])('is refused with %s', (_, missing) => {
    expect(verifySlackRequest({ ...DOCUMENTED, ...missing })).toEqual({
      genuine: false,
      reason: 'no_signature',
    });
  });

  it.each(['v0=', 'v0=é', 'v1=a2114d57', DOCUMENTED.signature.toUpperCase()])(
    'is refused with the signature %s',
    (signature) => {
      expect(verifySlackRequest({ ...DOCUMENTED, signature })).toEqual({
        genuine: false,
        reason: 'wrong_signature',
      });
    },
  );
});
