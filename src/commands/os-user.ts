import { userInfo } from 'node:os';

/** Who runs the command, by the operating system. A container's user may have no name there. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
