/** Without control characters: what came from outside must not draw on anybody's terminal. */
export function plainText(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, '\u{FFFD}');
}
