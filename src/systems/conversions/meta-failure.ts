import { z } from 'zod';
import type { FailureKind, SystemFailure } from '../../workflow/system-failure.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { type AnswerContext, byStatus, failure, quoted } from './conversion-failures.ts';

/** Body of a Graph API error. Statuses vary with it; the code decides. */
const graphErrorSchema = z.object({
  error: z.object({
    message: z.string().default('no message'),
    code: z.number(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
    error_user_title: z.string().optional(),
    fbtrace_id: z.string().optional(),
  }),
});
type GraphError = z.infer<typeof graphErrorSchema>['error'];

/** Request limits of the app, the user, the account and the pixel; 368 is a block for a while. */
const THROTTLED_CODES = new Set([4, 17, 341, 368, 613, 80_003]);
/** Unknown error, service away, data set not ready. */
const UNAVAILABLE_CODES = new Set([1, 2, 21_009]);
/** Session, permission and token errors; 200 to 299 are permissions too. */
const UNAUTHORISED_CODES = new Set([3, 10, 102, 190]);
/** With code 100: this pixel does not exist, or not for this token. */
const NO_SUCH_PIXEL = 33;
const INVALID_PARAMETER = 100;

/** An answer of Meta's that is no success, also one with status 200. */
export function metaFailure(context: AnswerContext): SystemFailure {
  const error = graphErrorOf(context.answer.text);
  if (error) return fromGraph(context, error);
  const { status } = context.answer;
  // Without Meta's own body it is a front that answered, in HTML mostly: not a verdict on the event.
  if (status === 400 || status === 403 || status === 404 || status < 300) {
    return failure(context, {
      kind: 'unavailable',
      when: 'during',
      words: `answered ${status} without Meta's own body`,
      advice: 'Mostly passing trouble at Meta: replay later.',
    });
  }
  return byStatus(context, {
    when: status >= 500 ? 'during' : 'after',
    advice: 'See META_BASE_URL and Meta’s status page, then replay.',
  });
}

/** The error in a Graph API body, if it is one. */
export function graphErrorOf(text: string): GraphError | undefined {
  try {
    return graphErrorSchema.safeParse(JSON.parse(text)).data?.error;
  } catch {
    return undefined;
  }
}

function fromGraph(context: AnswerContext, error: GraphError): SystemFailure {
  const subcode = error.error_subcode === undefined ? '' : `/${error.error_subcode}`;
  const kind = kindOf(error);
  const waitMs = kind === 'throttled' ? retryAfterMs(context.answer, context.now) : undefined;
  return failure(context, {
    kind,
    when: kind === 'unavailable' ? 'during' : 'after',
    code: `${error.code}${subcode}`,
    words: quoted(error.error_user_title ?? error.message),
    advice: ADVICE[kind],
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}

function kindOf(error: GraphError): FailureKind {
  const { code } = error;
  if (THROTTLED_CODES.has(code)) return 'throttled';
  if (UNAVAILABLE_CODES.has(code) || error.is_transient) return 'unavailable';
  const isPermission = UNAUTHORISED_CODES.has(code) || (code >= 200 && code <= 299);
  const isWrongPixel = code === INVALID_PARAMETER && error.error_subcode === NO_SUCH_PIXEL;
  if (isPermission || isWrongPixel) return 'unauthorised';
  return code === INVALID_PARAMETER ? 'invalid' : 'refused';
}

const ADVICE: Record<FailureKind, string> = {
  throttled: 'Nothing to do: Meta asked to slow down.',
  unavailable: 'Nothing to mend in the lead: replay once Meta answers again.',
  unauthorised:
    'Check META_ACCESS_TOKEN and META_PIXEL_ID: the token must be allowed to use this pixel.',
  invalid: 'Mend the event in conversions.yaml as Meta says, then replay.',
  refused: 'Look the code up in Meta’s error reference; replay after mending.',
};
