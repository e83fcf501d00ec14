import express, { type Router } from 'express';

/** A form to try by hand, and the page that the visitor sees afterwards. */
export function demoPages(): Router {
  const router = express.Router();
  router.get('/', (_request, response) => {
    response.type('html').send(FORM_PAGE);
  });
  router.get('/thanks', (_request, response) => {
    response
      .type('html')
      .send(page('<h1>Thank you</h1><p>Your message is with us. <a href="/">Another one</a></p>'));
  });
  return router;
}

function page(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Example Ltd</title>
<meta name="viewport" content="width=device-width">
<style>body{font:16px/1.5 system-ui;max-width:30rem;margin:2rem auto;padding:0 1rem}
label{display:block;margin:.6rem 0}input,textarea,select{width:100%;font:inherit;padding:.4rem;box-sizing:border-box}
input[type=checkbox]{width:auto}.trap{position:absolute;left:-9999px}button{font:inherit;padding:.5rem 1.2rem}</style>
${body}</html>`;
}

const FORM_PAGE = page(`<h1>Talk to Example Ltd</h1>
<form method="post" action="/v1/sources/contact-page">
<label>Name <input name="name" autocomplete="name"></label>
<label>E-mail <input name="email" type="email" required autocomplete="email"></label>
<label>Phone <input name="phone" autocomplete="tel"></label>
<label>Company <input name="company" autocomplete="organization"></label>
<label>Country <select name="country"><option>Germany<option>United Kingdom<option>United States<option>Brazil<option>South Africa<option>Japan</select></label>
<label>What is it about? <textarea name="message" rows="4"></textarea></label>
<label><input type="checkbox" name="consent"> You may measure whether your advertising works.</label>
<div class="trap" aria-hidden="true"><label>Leave this empty <input name="_gotcha" tabindex="-1" autocomplete="off"></label></div>
<input type="hidden" name="utm_source" value="demo"><input type="hidden" name="utm_medium" value="form">
<button>Send</button></form>`);
