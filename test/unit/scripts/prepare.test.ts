import { describe, expect, it } from '@jest/globals';
import { repositoryFile } from '../../support/repository-files.ts';

type Lockfile = {
  packages: Record<string, { version?: string; optional?: boolean; devOptional?: boolean }>;
};

// Plain JavaScript, so that it runs before anything is installed: hence the types here.
const { nodeProblem, dependenciesMatch } = (await import(
  new URL('../../../scripts/prepare.mjs', import.meta.url).href
)) as {
  nodeProblem: (version: string) => string | undefined;
  dependenciesMatch: (wanted: Lockfile, installed: Lockfile) => boolean;
};

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0'])('%s is new enough', (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  it.each(['20.18.3', '18.20.8', '9.11.2'])('%s is refused, with what to do', (version) => {
    expect(nodeProblem(version)).toContain(`20.19 or newer; found ${version}. Install`);
  });

  it('is the one that package.json asks for', () => {
    const { engines } = JSON.parse(repositoryFile('package.json').text) as {
      engines: { node: string };
    };
    expect(engines.node).toBe('>=20.19');
  });
});

describe('the dependencies', () => {
  const wanted: Lockfile = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/for-windows': { version: '1.0.0', optional: true },
    },
  };

  it('are right when every package is installed in its version', () => {
    const installed = { packages: { 'node_modules/a': { version: '1.0.0' } } };
    expect(dependenciesMatch(wanted, installed)).toBe(true);
  });

  it('are not right when one is missing', () => {
    expect(dependenciesMatch(wanted, { packages: {} })).toBe(false);
  });

  it('are not right when one has another version', () => {
    const installed = { packages: { 'node_modules/a': { version: '0.9.0' } } };
    expect(dependenciesMatch(wanted, installed)).toBe(false);
  });

  it('are not right when an optional one has another version', () => {
    const installed = {
      packages: {
        'node_modules/a': { version: '1.0.0' },
        'node_modules/for-windows': { version: '2.0.0' },
      },
    };
    expect(dependenciesMatch(wanted, installed)).toBe(false);
  });
});
