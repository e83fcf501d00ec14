import { once, type SpamSign } from '../spam-sign.ts';
import { TOO_FAST_MS, TOO_OLD_MS } from '../time-trap.ts';

export const tooFast: SpamSign['find'] = ({ formSignals }) =>
  formSignals.timeTrap === 'too_fast'
    ? once(`The form was sent within ${TOO_FAST_MS / 1_000} seconds of being shown.`)
    : undefined;

/** People do leave a page open over the weekend. */
export const tooOld: SpamSign['find'] = ({ formSignals }) =>
  formSignals.timeTrap === 'too_old'
    ? once(`The form had been shown more than ${TOO_OLD_MS / 3_600_000} hours before it was sent.`)
    : undefined;

export const forgedTime: SpamSign['find'] = ({ formSignals }) =>
  formSignals.timeTrap === 'forged'
    ? once('The time stamp in the form is not one that leadline signed for it.')
    : undefined;

/** Only where the source's form is known to carry one. */
export const noTime: SpamSign['find'] = ({ formSignals, source }) =>
  formSignals.timeTrap === 'missing' && source.spam.timeTrap
    ? once("The form's signed time stamp is missing.")
    : undefined;
