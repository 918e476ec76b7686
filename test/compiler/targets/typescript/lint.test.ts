import { join } from 'node:path';
import js from '@eslint/js';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

describe('generated TypeScript', () => {
  it('passes a strict lint', async () => {
    const eslint = new ESLint({
      cwd: join(import.meta.dirname, 'fixtures'),
      overrideConfigFile: true,
      overrideConfig: [
        js.configs.recommended,
        ...tseslint.configs.strict,
        ...tseslint.configs.stylistic,
      ] as ESLint.Options['overrideConfig'],
    });
    const results = await eslint.lintFiles(['*.ts']);
    const found = results.flatMap(({ filePath, messages }) =>
      messages.map(({ line, message }) => `${filePath}:${line} ${message}`),
    );
    expect(results.length).toBeGreaterThan(10);
    expect(found).toEqual([]);
  });
});
