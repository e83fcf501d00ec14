import { compose } from '../../src/compose.ts';
import { sourceSchema } from '../../src/intake/source-settings.ts';
import { startWeb } from '../../src/web.ts';
import { exampleVariables, sampleSettings } from '../../test/support/company.ts';
import { SIGNING_SECRET } from '../harness/deliveries.ts';
import { serveAsSubject } from '../harness/subject-side.ts';

/** leadline's web side with the sample company, and two sources more for the benchmarks. */
const settings = sampleSettings({
  ...exampleVariables(),
  ...(process.env as Record<string, string>),
});
const { sources } = settings.sources;
sources['bench-signed'] = sourceSchema.parse({
  vendor: 'json',
  signature: { scheme: 'github', secrets: [{ id: 'bench', value: SIGNING_SECRET }] },
});
sources['bench-browser'] = sourceSchema.parse({
  vendor: 'form',
  origins: ['https://www.example.com'],
  rateLimit: { perAddressPerMinute: 1_000_000, perSourcePerMinute: 1_000_000 },
});
const leadline = await compose(settings);
const web = await startWeb(leadline, 0);
serveAsSubject(web.url, async () => {
  await web.close();
  await leadline.close();
});
