import { Session } from 'node:inspector';

/** Loaded ahead of a process by `startFootprint`: tells its parent what the process takes. */
let modules = 0;

if (process.env['BENCH_COUNT_MODULES']) {
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    if (url.startsWith('file:')) modules += 1;
  });
  session.post('Debugger.enable');
}

process.on('message', (asked) => {
  if (asked !== 'footprint') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1_000, bytes: process.memoryUsage.rss(), modules });
});
