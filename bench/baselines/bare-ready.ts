import { createServer } from 'node:http';

/** A Node process that serves `/readyz` and nothing else: what every program pays. */
createServer((_request, response) => response.end('ready')).listen(Number(process.env['PORT']));
process.once('SIGTERM', () => process.exit(0));
