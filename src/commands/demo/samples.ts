import { htmlForm, knownByFetch, secondForm } from './browser-samples.ts';
import type { Sample } from './sample.ts';
import {
  elementor,
  googleAds,
  googleAdsTest,
  gravityForms,
  partner,
  tally,
  typeform,
  webflow,
} from './vendor-samples.ts';

/** `variable` gives the signing secrets that config/sources.yaml names. */
export function demoSamples(variable: (name: string) => string, nowMs: number): Sample[] {
  const html = htmlForm();
  return [
    html,
    knownByFetch(),
    typeform(variable('TYPEFORM_SECRET')),
    webflow(variable('WEBFLOW_SECRET'), nowMs),
    elementor(),
    tally(variable('TALLY_SECRET')),
    gravityForms(),
    partner(variable('PARTNER_API_TOKEN')),
    googleAdsTest(variable('GOOGLE_ADS_KEY')),
    googleAds(variable('GOOGLE_ADS_KEY')),
    secondForm(),
    { ...html, expect: { ends: 'complete', duplicate: true } },
  ];
}
