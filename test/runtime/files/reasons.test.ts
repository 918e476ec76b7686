import { describe, expect, it } from 'vitest';
import { KmodelError } from '../../../runtime/errors.ts';
import { defaultMaxUnpacked, refuseBomb } from '../../../runtime/files/limits.ts';
import { codeOf, reasonOf } from '../../../runtime/files/reasons.ts';

const systemError = (code: unknown): Error => Object.assign(new Error('words of the system'), { code });

describe('what went wrong with a file', () => {
  it.each([
    ['ENOENT', 'it does not exist'],
    ['EACCES', 'permission is denied'],
    ['EPERM', 'permission is denied'],
    ['ENOSPC', 'the disk is full'],
    ['EISDIR', 'it is a folder'],
    ['EMFILE', 'too many files are open'],
  ])('%s is said in words', (code, words) => {
    expect(reasonOf(systemError(code))).toBe(words);
  });

  it('is what the system says where nobody has words for it', () => {
    expect(reasonOf(systemError('EODD'))).toBe('words of the system');
    expect(reasonOf(new Error('no code'))).toBe('no code');
    expect(reasonOf('a text')).toBe('a text');
  });

  it('has a code where it comes from the system', () => {
    expect(codeOf(systemError('ENOENT'))).toBe('ENOENT');
    for (const error of [systemError(2), new Error('none'), 'ENOENT', null, undefined])
      expect(codeOf(error)).toBeUndefined();
  });
});

describe('a file that would fill the memory', () => {
  const gibibyte = 2 ** 30;
  const refusal = (size: number, maxUnpacked?: number): KmodelError | undefined => {
    try {
      refuseBomb('a.keras', size, maxUnpacked === undefined ? {} : { maxUnpacked });
      return undefined;
    } catch (error) {
      return error as KmodelError;
    }
  };

  it('is not one up to the limit', () => {
    expect(refusal(defaultMaxUnpacked)).toBeUndefined();
    expect(refusal(100, 100)).toBeUndefined();
  });

  it('is told with its size, rounded up, and the option that allows it', () => {
    const error = refusal(2.01 * gibibyte)!;
    expect(error).toBeInstanceOf(KmodelError);
    expect(error.message).toBe(
      'a.keras would become 2.1 GiB in memory, and kmodel unpacks at most 2 GiB of a file.',
    );
    expect(error.help).toContain('`--max-unpacked 3`');
  });

  it('is told where its size is not known', () => {
    const error = refusal(Infinity, 1.55 * gibibyte)!;
    expect(error.message).toBe(
      'a.keras would become more than 1.5 GiB in memory, and kmodel unpacks at most 1.5 GiB of a file.',
    );
    expect(error.help).toContain('`--max-unpacked GIB`');
  });
});
