/** The other end of `startSubject`: says where the server is, and what CPU time it has used. */
export function serveAsSubject(url: string, stop: () => Promise<void>): void {
  process.on('message', (asked) => {
    if (asked === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpu: user + system });
    } else if (asked === 'stop') {
      void stop().then(() => process.exit(0));
    }
  });
  process.send?.({ url });
}
