import { errorsPage, failurePage, PAGE_HEADERS, thanksPage } from './answer-page.ts';

/** One HTTP answer of the intake. Header names are lower case. */
export type IntakeAnswer = { status: number; headers: Record<string, string>; body: string };

export type AcceptedStatus = 'accepted' | 'duplicate' | 'quarantined';

export type VisitorError = { field: string; message: string };

/** How long a sender should wait before it comes again. */
const RETRY_AFTER_SECONDS = '30';

/**
 * 200 and nothing else for what was kept: Elementor, Contact Form 7 and Google take any other 2xx
 * for an error. A browser's page goes to `target`, or gets a small page of ours.
 */
export function keptAnswer(
  kept: { leadId: string; status: AcceptedStatus },
  page: { wanted: boolean; target: string | undefined },
): IntakeAnswer {
  if (!page.wanted) return jsonAnswer(200, { leadId: kept.leadId, status: kept.status });
  if (page.target === undefined) return pageAnswer(200, thanksPage());
  return {
    status: 303,
    headers: { location: page.target, 'cache-control': 'no-store' },
    body: '',
  };
}

/** 422: what the visitor can mend. */
export function mendAnswer(errors: VisitorError[], page: { wanted: boolean }): IntakeAnswer {
  return page.wanted ? pageAnswer(422, errorsPage(errors)) : jsonAnswer(422, { errors });
}

/** Nothing was kept, and sending the same again would not help. */
export function refusalAnswer(
  status: number,
  says: string,
  page: { wanted: boolean } = { wanted: false },
): IntakeAnswer {
  return page.wanted ? pageAnswer(status, failurePage(says)) : jsonAnswer(status, { error: says });
}

/** Nothing was kept, and the same will be welcome later. */
export function laterAnswer(
  says: string,
  page: { wanted: boolean } = { wanted: false },
): IntakeAnswer {
  const answer = refusalAnswer(503, says, page);
  return { ...answer, headers: { ...answer.headers, 'retry-after': RETRY_AFTER_SECONDS } };
}

/** 429: too much at once. Nothing was kept; the same is welcome after the time that is told. */
export function floodedAnswer(retryAfterMs: number, page: { wanted: boolean }): IntakeAnswer {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  const says = `Too many submissions at once. Please send this again in ${seconds} seconds.`;
  const answer = refusalAnswer(429, says, page);
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}

export function jsonAnswer(status: number, body: unknown): IntakeAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
    body: JSON.stringify(body),
  };
}

function pageAnswer(status: number, body: string): IntakeAnswer {
  return { status, headers: { ...PAGE_HEADERS, 'cache-control': 'no-store' }, body };
}
