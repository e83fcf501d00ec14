/** Pages for the visitor of a plain HTML form: few words, no script, nothing from outside. */

export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'self'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

export function thanksPage(): string {
  return page('Thank you', ['<p>Your message has arrived. We will be in touch.</p>']);
}

/** Each with the form's own name for the field; whatever the visitor typed is shown as text. */
export function errorsPage(errors: { field: string; message: string }[]): string {
  const items = errors.map(({ field, message }) => {
    const named = field === '' ? '' : `${escapeHtml(field)}: `;
    return `<li>${named}${escapeHtml(message)}</li>`;
  });
  return page('Please check the form', [
    `<ul>${items.join('')}</ul>`,
    '<p>Please go back, correct this and send the form again.</p>',
  ]);
}

export function failurePage(says: string): string {
  return page('The form could not be sent', [`<p>${escapeHtml(says)}</p>`]);
}

function page(title: string, content: string[]): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>',
    `<body><h1>${title}</h1>${content.join('')}</body></html>`,
    '',
  ].join('\n');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
