import { connectRedis } from '../../src/systems/redis/connection.ts';
import { createRotation } from '../../src/systems/redis/rotation.ts';
import { nextOf, rotationTeam } from './rotation-scene.ts';

/** A process that decides leads at once, or that hangs between reading the state and committing. */
export type RotationOrder = {
  redisUrl: string;
  prefix: string;
  leadIds: string[];
  hangs: boolean;
};

const order = JSON.parse(process.env['ORDER'] ?? '') as RotationOrder;
const redis = connectRedis(order.redisUrl, 'work');
const rotation = createRotation({
  redis,
  prefix: order.prefix,
  team: () => rotationTeam,
  companyKey: (company) => company,
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await redis.ping();
say('ready');
await new Promise((resolve) => process.stdin.once('data', resolve));
await Promise.all(
  order.leadIds.map((leadId) =>
    rotation.decideOnce(leadId, (now) => {
      if (order.hangs) {
        process.stdout.write('deciding\n', () => undefined);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      }
      return nextOf()(now);
    }),
  ),
);
redis.disconnect();
process.stdin.destroy();
