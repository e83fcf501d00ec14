#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './commands/program.ts';

/** The `leadline` command. Ends with 0 done, 1 found problems, 2 used wrongly. */
const program = createProgram({
  print: (text) => console.log(text),
  env: process.env,
  readInput,
});

// `leadline leads | head` closes our output early, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    console.error(error instanceof Error ? `leadline: ${error.message}` : error);
    if (process.env['LEADLINE_LOG_LEVEL'] === 'debug') console.error(error);
    process.exitCode = 1;
  }
}

async function readInput(): Promise<Buffer> {
  if (process.stdin.isTTY) console.error('Reading a submission; end it with Ctrl-D.');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
