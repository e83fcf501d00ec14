import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** One Redis that speaks TLS only, and knows leadline as a user with few rights. */
export type RedisWithTls = {
  url: string;
  /** The authority that signed its certificate. */
  caFile: string;
  server: RedisServer;
  stop: () => Promise<void>;
};

const USER = 'leadline';
const PASSWORD = 'p@ss/word';

/** @param rights as an ACL line has them behind the user's name and password */
export async function startRedisWithTls(options: {
  folder: string;
  rights: string;
  /** Of the one who looks after it, and is no part of leadline. */
  adminPassword?: string;
}): Promise<RedisWithTls> {
  const { folder, rights, adminPassword = 'admin' } = options;
  mkdirSync(folder, { recursive: true });
  const files = madeCertificates(folder);
  const aclFile = path.join(folder, 'users.acl');
  writeFileSync(
    aclFile,
    [
      `user default on >${adminPassword} ~* &* +@all`,
      `user ${USER} on >${PASSWORD} ${rights}`,
      '',
    ].join('\n'),
  );
  const server = await startRedisServer({
    folder,
    tls: true,
    args: [
      ...['--tls-cert-file', files.cert, '--tls-key-file', files.key],
      ...['--tls-ca-cert-file', files.ca, '--tls-auth-clients', 'no'],
      ...['--aclfile', path.resolve(aclFile), '--appendonly', 'yes', '--save', ''],
    ],
    connection: { password: adminPassword, tls: { ca: readFileSync(files.ca) } },
  });
  return {
    url: `rediss://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${server.port}`,
    caFile: files.ca,
    server,
    stop: () => server.kill(),
  };
}

/** An authority of the test's own, and a certificate of it for the loopback address. */
export function madeCertificates(folder: string): { ca: string; cert: string; key: string } {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => path.resolve(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const ca = { cert: at('ca.crt'), key: at('ca.key') };
  openssl(
    ...['req', '-x509', '-days', '2', '-subj', '/CN=an authority of the tests', ...curve],
    ...['-keyout', ca.key, '-out', ca.cert],
  );
  const server = { cert: at('server.crt'), key: at('server.key') };
  writeFileSync(at('names.ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  openssl(
    ...['req', '-new', '-subj', '/CN=redis', ...curve],
    ...['-keyout', server.key, '-out', at('server.csr')],
  );
  openssl(
    ...['x509', '-req', '-days', '2', '-in', at('server.csr'), '-extfile', at('names.ext')],
    ...['-CA', ca.cert, '-CAkey', ca.key, '-CAcreateserial', '-out', server.cert],
  );
  return { ca: ca.cert, cert: server.cert, key: server.key };
}
