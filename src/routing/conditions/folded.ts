const ASCII = /^\p{ASCII}*$/u;

/** Case, accents and outer blanks do not count: "Île-de-France" is "ile-de-france". */
export function folded(text: string): string {
  const plain = ASCII.test(text) ? text : text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  return plain.trim().toLowerCase();
}
