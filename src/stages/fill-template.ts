/**
 * Fills `{{name}}` placeholders. What is not known becomes `without`, and brackets left empty by
 * it go too: "New DACH lead: Ada (‥)" reads "New DACH lead: Ada".
 */
export function fillTemplate(
  template: string,
  values: Record<string, string | undefined>,
  without = '',
): string {
  return template
    .replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => values[name] ?? without)
    .replace(/\s*\(\s*\)/g, '')
    .trim();
}
