import { describe, expect, it } from '@jest/globals';
import type { LeadField } from '../../../src/lead/lead.ts';
import { mapFields } from '../../../src/lead/map-fields.ts';
import { posted, RULES, withFields } from './lead-fixture.ts';

const mapped = (key: string, label?: string): LeadField | undefined => {
  const field = { key, value: 'x', ...(label !== undefined && { label }) };
  return [...mapFields([field], RULES).keys()][0];
};

describe('a field is recognised by its key', () => {
  it.each<[LeadField, string[]]>([
    [
      'email',
      [
        'email',
        'E-Mail',
        'your-email',
        'Work Email',
        'correo',
        'Correo electrónico',
        'E-Mail-Adresse',
        'emailAddress',
        'WORK_EMAIL',
        'courriel',
        'E-mailadres',
      ],
    ],
    [
      'phone',
      [
        'phone',
        'PHONE_NUMBER',
        'Telephone',
        'mobile',
        'whatsapp',
        'tel',
        'Telefon',
        'Téléphone',
        'celular',
        'Handynummer',
      ],
    ],
    [
      'firstName',
      [
        'first_name',
        'firstName',
        'fname',
        'Prénom',
        'Vorname',
        'Voornaam',
        'names.first_name',
        'Name.First',
      ],
    ],
    [
      'lastName',
      ['last_name', 'Nachname', 'Apellidos', 'Cognome', 'nom de famille', 'contact.name.last'],
    ],
    ['name', ['name', 'full_name', 'fullName', 'Nombre', 'Nome', 'your-name', 'Vor- und Nachname']],
    [
      'company',
      [
        'company',
        'Organisation',
        'organization',
        'Firma',
        'empresa',
        'Société',
        'Bedrijfsnaam',
        'company_name',
      ],
    ],
    [
      'message',
      [
        'message',
        'comments',
        'Nachricht',
        'mensaje',
        'Messaggio',
        'opmerkingen',
        'commentaires',
        'mensagem',
      ],
    ],
    ['jobTitle', ['job_title', 'jobtitle', 'Position', 'lead.role']],
    ['companySize', ['Company Size', 'number_of_employees', 'Anzahl der Mitarbeiter']],
    ['country', ['country', 'Land', 'País', 'address.country']],
    ['postalCode', ['zip', 'PLZ', 'postal_code', 'Code postal']],
    ['email', ['lead.email', 'fields[email]', 'field:email_9a1b', 'q3_email', 'names{email}']],
  ])('%s: %j', (field, keys) => {
    for (const key of keys) expect([key, mapped(key)]).toEqual([key, field]);
  });

  it.each<[string, LeadField]>([
    ['Seu melhor email', 'email'],
    ['What is your work e-mail address? *', 'email'],
    ['Votre adresse e-mail professionnelle', 'email'],
    ['Ihre E-Mail-Adresse (Pflichtfeld)', 'email'],
    ['Your best phone number', 'phone'],
    ['Ihre Nachricht', 'message'],
    ['How can we help you?', 'message'],
    ['Email 2', 'email'],
  ])('or by its label: %s', (label, field) => {
    expect(mapped('a1b2c3d4-0000', label)).toBe(field);
  });

  it.each([
    'confirm_email',
    'email_opt_in',
    "Friend's e-mail",
    'subject',
    'source',
    'title',
    'Company type',
    'id',
    '__proto__',
    'toString',
    'utm_source',
    'Question 2',
    'entry.role',
    '_ts',
  ])('and not because it sounds alike: %s', (key) => expect(mapped(key)).toBeUndefined());
});

describe('which field wins', () => {
  it("is the source's own map, by key, path or label", () => {
    const { fields } = posted({ email: 'a@acme.de', 'answers.contact[mail2]': 'b@acme.de' });
    const first = (wanted: string) =>
      mapFields(fields, { ...RULES, fields: { email: wanted } }).get('email')?.[0]?.values;
    expect(first('answers.contact.mail2')).toEqual(['b@acme.de']);
    expect(first('email')).toEqual(['a@acme.de']);
    const labelled = withFields(
      { key: 'x', value: 'a' },
      { key: 'y', label: 'Ihr Anliegen', value: 'b' },
    );
    expect(
      mapFields(labelled.fields, { ...RULES, fields: { message: 'ihr anliegen' } }).get(
        'message',
      )?.[0]?.values,
    ).toEqual(['b']);
  });

  it('may be one of several values, by its number', () => {
    const { fields } = posted({ answers: ['a@acme.de', '030 123'] });
    const map = mapFields(fields, { ...RULES, fields: { email: 'answers.0', phone: 'answers.1' } });
    expect(map.get('email')?.[0]?.values).toEqual(['a@acme.de']);
    expect(map.get('phone')?.[0]?.values).toEqual(['030 123']);
  });

  it('falls back to the usual names when the configured key is not there', () => {
    const map = mapFields(posted({ email: 'a@acme.de' }).fields, {
      ...RULES,
      fields: { email: 'gone' },
    });
    expect(map.get('email')?.[0]?.by).toBe('name');
  });

  it('is then what the vendor says, before any name', () => {
    const { fields } = withFields(
      { key: 'email', value: 'a@acme.de' },
      { key: 'q1', kind: 'email', value: 'b@acme.de' },
    );
    expect(
      mapFields(fields, RULES)
        .get('email')
        ?.map(({ by }) => by),
    ).toEqual(['vendor', 'name']);
  });

  it('is the exact name before the label, and the label before a path', () => {
    const { fields } = withFields(
      { key: 'x.email', value: '3' },
      { key: 'k', label: 'Email', value: '2' },
      { key: 'email', value: '1' },
    );
    expect(
      mapFields(fields, RULES)
        .get('email')
        ?.map(({ values }) => values[0]),
    ).toEqual(['1', '2', '3']);
  });

  it('is never a honeypot', () => {
    const map = mapFields(posted({ website: 'spam.example' }).fields, {
      ...RULES,
      honeypots: ['website'],
    });
    expect(map.size).toBe(0);
  });
});
