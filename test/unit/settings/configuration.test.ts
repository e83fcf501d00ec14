import { describe, expect, it } from '@jest/globals';
import { configurationOf } from '../../../src/settings/configuration.ts';
import { loadCompany, problemsWith } from './small-company.ts';

function loaded(...asked: Parameters<typeof loadCompany>) {
  const answer = loadCompany(...asked);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.settings;
}

describe('routing.yaml', () => {
  it('need not be there: then its defaults hold', () => {
    const { routing } = loaded();

    expect(routing.precedence[0]).toBe('named-account');
    expect(routing.ownerPatienceHours).toBe(72);
  });

  it('may have nothing in it but comments', () => {
    expect(loaded({ 'routing.yaml': '# nothing yet\n' }).routing.ownerPatienceHours).toBe(72);
  });

  it('is checked like every other file', () => {
    expect(problemsWith({ 'routing.yaml': 'ownerPatienceHour: 3\n' })).toEqual([
      'routing.yaml:1:1  unknown key ownerPatienceHour; did you mean ownerPatienceHours?',
    ]);
  });
});

describe('the hash of a configuration', () => {
  it('has twelve hexadecimal digits, and is the same for the same files', () => {
    const { configuration } = loaded();

    expect(configuration.hash).toMatch(/^[0-9a-f]{12}$/);
    expect(loaded().configuration).toEqual(configuration);
  });

  it('does not depend on the order in which the files were read', () => {
    const one = configurationOf({ 'a.yaml': 'x', 'b.yaml': 'y' });

    expect(configurationOf({ 'b.yaml': 'y', 'a.yaml': 'x' })).toEqual(one);
  });

  it('is another for another text, another name and an additional file', () => {
    const texts = [
      { 'a.yaml': 'x', 'b.yaml': 'y' },
      { 'a.yaml': 'xy', 'b.yaml': '' },
      { 'a.yaml': 'y', 'b.yaml': 'x' },
      { 'a.yaml': 'x', 'c.yaml': 'y' },
      { 'a.yaml': 'x' },
    ];

    expect(new Set(texts.map((files) => configurationOf(files).hash)).size).toBe(texts.length);
  });

  it('keeps the texts as they were read, so that no secret of the environment is in them', () => {
    const { configuration } = loaded();

    // oxlint-disable-next-line no-template-curly-in-string -- it is what stands in the file
    expect(configuration.files['sources.yaml']).toContain('value: ${TYPEFORM_SECRET}');
    expect(Object.keys(configuration.files)).not.toContain('routing.yaml');
  });
});
