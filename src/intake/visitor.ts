import { keptCookies } from '../lead/cookies.ts';
import { aliasedField } from '../lead/field-aliases.ts';
import { onlyStated } from '../lead/only-stated.ts';
import type { ReadSubmission } from '../lead/submission.ts';
import type { IntakeRequest } from './intake-request.ts';
import type { Source } from './source-settings.ts';

/**
 * A browser's request tells of the visitor: address, browser, and (posted to its own site) cookies.
 * What the connection itself shows wins over what the body claims; cookies of the body win over the
 * header's, since the page chose them. A form that does not say on which page it stands is on the
 * one that the browser names as its referer. A vendor's request tells of the vendor: not asked.
 */
export function withVisitor(
  submission: ReadSubmission,
  source: Source,
  request: Pick<IntakeRequest, 'headers' | 'ip'>,
): ReadSubmission {
  const { context } = submission;
  const cookies = { ...keptCookies(sentCookies(request.headers['cookie'])), ...context.cookies };
  return {
    ...submission,
    context: {
      ...context,
      ...onlyStated({ ip: request.ip, userAgent: request.headers['user-agent'] }),
      ...(saysPage(submission, source) ? {} : onlyStated({ pageUrl: request.headers['referer'] })),
      ...(Object.keys(cookies).length > 0 ? { cookies } : {}),
    },
  };
}

function saysPage({ context, fields }: ReadSubmission, source: Source): boolean {
  if (context.pageUrl !== undefined || source.fields.pageUrl !== undefined) return true;
  return fields.some(({ key }) => aliasedField(key) === 'pageUrl');
}

function sentCookies(header: string | undefined): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0) cookies[pair.slice(0, equals).trim()] = pair.slice(equals + 1).trim();
  }
  return cookies;
}
