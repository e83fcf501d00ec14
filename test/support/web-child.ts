import { startWeb } from '../../src/web.ts';
import { composeFrom } from './durable-web.ts';

/**
 * The web side in a process of its own, which a test can kill: everything from its environment.
 * Its address is the one line that it prints.
 */
const leadline = await composeFrom(process.env as Record<string, string>);
const web = await startWeb(leadline, 0);
process.stdout.write(`${web.url}\n`);

process.once('SIGTERM', () => {
  void web.close().then(leadline.close);
});
