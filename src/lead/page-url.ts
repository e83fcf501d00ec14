import { capText, cleanLine } from './clean-text.ts';
import type { Reading } from './remark.ts';

/** As long as browsers and proxies dependably carry one. */
export const URL_MAX = 2_048;

const WEB_PAGE = /^https?:\/\//;

/**
 * The address of a page, as text that may later stand in a link: no `javascript:` and the like.
 * Addresses of apps (`android-app://…`) are referrers too. It is never fetched.
 */
export function readPageUrl(text: string): Reading<string> {
  const line = cleanLine(text);
  if (line === '') return { remarks: [] };
  if (line.length <= URL_MAX && WEB_PAGE.test(line)) return { value: line, remarks: [] };
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/iu.exec(line)?.[1]?.toLowerCase();
  if (scheme !== undefined && !/^(?:https?|android-app|ios-app)$/u.test(scheme)) {
    return {
      remarks: [
        { code: 'not_a_page', says: `${scheme}: is no address of a page; it was left out.` },
      ],
    };
  }
  const { text: value, truncated } = capText(line, URL_MAX);
  if (!truncated) return { value, remarks: [] };
  return {
    value,
    remarks: [
      { code: 'truncated', says: `The address was longer than ${URL_MAX} characters and was cut.` },
    ],
  };
}
