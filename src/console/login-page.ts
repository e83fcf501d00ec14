/** `problem` is a sentence of ours: nothing that was typed stands on the page. */
export function loginPage(problem: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>leadline</title>
<meta name="viewport" content="width=device-width">
<h1>leadline</h1><p>${problem}</p>
<form method="post" action="/console/login">
<label>Admin token <input type="password" name="token" autocomplete="current-password" required></label>
<button>Log in</button></form></html>`;
}
