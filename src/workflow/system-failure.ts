/**
 * What an outside system did wrong: the one class that adapters throw.
 *
 * - `throttled`    it asked us to slow down. Waits exactly `retryAfterMs`; no attempt is spent.
 * - `unavailable`  it broke or did not answer. Retried with back-off.
 * - `refused`      it understood and will not, until a person changes something in it
 *                  (an archived channel, a property that does not exist). Dead letter.
 * - `unauthorised` credentials or scopes. The system's stages stop, one alarm.
 * - `invalid`      it says our request is wrong. Dead letter.
 *
 * `when` says whether the effect can have been made: `before` the call left (surely not), `during`
 * it (unknown: look before repeating), `after` a definite answer (surely not made).
 */
export type FailureKind = 'throttled' | 'unavailable' | 'refused' | 'unauthorised' | 'invalid';

export type SystemFailureDetails = {
  /** 'hubspot', 'slack', or the name of a conversion destination. */
  system: string;
  kind: FailureKind;
  when: 'before' | 'during' | 'after';
  retryAfterMs?: number;
  status?: number;
  /** The system's own error code (`is_archived`, `PROPERTY_DOESNT_EXIST`). */
  code?: string;
  /** The system's own words: short, without personal data. */
  words: string;
  /** What a person can do about it, in a sentence. */
  advice?: string;
};

export class SystemFailure extends Error {
  readonly details: SystemFailureDetails;

  constructor(details: SystemFailureDetails, options?: ErrorOptions) {
    super(`${details.system}: ${details.words}`, options);
    this.name = 'SystemFailure';
    this.details = details;
  }
}
