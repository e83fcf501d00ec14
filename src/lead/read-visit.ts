import validator from 'validator';
import { capText, cleanLine } from './clean-text.ts';
import { pathSteps, plainName } from './field-name.ts';
import type { Lead, LeadField } from './lead.ts';
import type { FieldMap } from './map-fields.ts';
import { onlyStated } from './only-stated.ts';
import { type PickedText, typedTexts } from './picked-text.ts';
import type { ReadSubmission } from './submission.ts';

export type Visit = {
  visitor: Lead['visitor'];
  pages: { pageUrl?: string; sourceUrl?: string; landingPage?: string; referrer?: string };
  submissionId?: string;
};

/** No browser says more about itself. */
const USER_AGENT_MAX = 1_024;

/**
 * What is known of the visit. What the source's map or the vendor says goes before what the
 * adapter read, and that before a form field that merely has a fitting name.
 */
export function readVisit(map: FieldMap, { context, submissionId }: ReadSubmission): Visit {
  const choose = (field: LeadField, fromContext: string | undefined): string | undefined => {
    const typed = typedTexts(map, field);
    const stated = cleanLine(fromContext ?? '');
    return typed.find(isCertain)?.text ?? (stated === '' ? typed[0]?.text : stated);
  };
  const ip = choose('ip', context.ip)?.split(',')[0]?.trim();
  const pages = typedTexts(map, 'pageUrl');
  const named = pages.find((page) => isCertain(page) || !isSourceUrl(page));
  const pageUrl = pages.find(isCertain)?.text ?? stated(context.pageUrl) ?? named?.text;
  const submitted = choose('submissionId', submissionId);
  return {
    visitor: onlyStated({
      ip: ip !== undefined && validator.isIP(ip) ? ip : undefined,
      userAgent: cut(choose('userAgent', context.userAgent), USER_AGENT_MAX),
      locale: cut(stated(context.locale), 64),
      timeZone: cut(choose('timeZone', context.timeZone), 64),
    }),
    pages: onlyStated({
      pageUrl,
      sourceUrl: pages.find(({ text }) => text !== pageUrl)?.text,
      landingPage: choose('landingPage', context.landingPage),
      referrer: choose('referrer', context.referrer),
    }),
    ...(submitted !== undefined && { submissionId: submitted }),
  };
}

function isCertain({ by }: PickedText): boolean {
  return by === 'configuration' || by === 'vendor';
}

/** WordPress plug-ins call the page with the form so. */
function isSourceUrl({ key }: PickedText): boolean {
  return plainName(pathSteps(key).slice(-2).join('_')).endsWith('sourceurl');
}

function stated(text: string | undefined): string | undefined {
  return cleanLine(text ?? '') || undefined;
}

function cut(text: string | undefined, max: number): string | undefined {
  return text === undefined ? undefined : capText(text, max).text;
}
