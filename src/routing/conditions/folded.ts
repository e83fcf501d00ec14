/** Case, accents and outer blanks do not count: "Île-de-France" is "ile-de-france". */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .trim()
    .toLowerCase();
}
