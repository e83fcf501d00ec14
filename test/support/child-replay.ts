import { composeChild } from './child-leadline.ts';

/** `leadline dead replay` in a process of its own, which kills itself at the chosen point. */
const leadline = await composeChild(process.env as Record<string, string>);
for (const { deadLetter } of await leadline.deadLetters.find({})) {
  await leadline.deadLetters.replay(deadLetter);
}
await leadline.close();
