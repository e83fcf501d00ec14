import { startWeb } from '../../src/web.ts';
import { composeChild } from './child-leadline.ts';

/** The web side in a process of its own, which a test can kill, or which kills itself. */
const variables = process.env as Record<string, string>;
const { url } = await startWeb(await composeChild(variables), Number(variables['PORT']));
process.stdout.write(`${url}\n`);
