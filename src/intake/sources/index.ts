import type { Vendor } from '../source-settings.ts';
import { elementor } from './elementor.ts';
import { form } from './form.ts';
import type { FormSource } from './form-source.ts';
import { googleAds } from './google-ads.ts';
import { gravityForms } from './gravity-forms.ts';
import { json } from './json.ts';
import { tally } from './tally.ts';
import { typeform } from './typeform.ts';
import { webflow } from './webflow.ts';

/** Every form vendor that leadline reads: one line each. */
export const FORM_SOURCES: Record<Vendor, FormSource> = {
  form,
  json,
  typeform,
  webflow,
  elementor,
  tally,
  'gravity-forms': gravityForms,
  'google-ads': googleAds,
};
