import { TLSSocket } from 'node:tls';
import { type SentinelConnectionOptions, SentinelConnector } from 'ioredis';

/**
 * Finds the master by its Sentinels, as ioredis does, and ends with everything that it began. Once
 * connected ioredis has the Sentinels tell it of fail-overs; where we ended the connection while it
 * was still being made, nobody ends those, and the process would wait for them for ever.
 */
export class EndingSentinelConnector extends SentinelConnector {
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions);
  }

  override async connect(
    ...args: Parameters<SentinelConnector['connect']>
  ): ReturnType<SentinelConnector['connect']> {
    const stream = await super.connect(...args);
    // The event at which ioredis has just begun to listen to the Sentinels.
    stream.once(stream instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      if (!this.connecting) this.disconnect();
    });
    return stream;
  }
}
