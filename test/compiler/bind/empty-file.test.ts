import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { renderDiagnostics } from '../../../compiler/diagnostics/render.ts';
import { checkText, findings } from '../harness.ts';

const message = 'This file is empty: it declares no model.';

describe('a file without any declaration', () => {
  it.each(['', '\n \t\r\n', '\ufeff', '// only a comment\n', '/* one\ntwo */', '/// a doc comment\n'])(
    'is an error: %j',
    (text) => {
      const { diagnostics } = checkText(text);
      expect(diagnostics).toMatchObject([
        {
          code: 'KM0002',
          severity: 'error',
          message,
          place: { file: 'test.kmodel', span: { start: 0, end: 0 } },
        },
      ]);
      const compiled = compileModel('test.kmodel', createMemoryHost({ 'test.kmodel': text }));
      expect(compiled.graph).toBeUndefined();
      expect(compiled.problem).toBeUndefined();
      expect(compiled.diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
    },
  );

  it('is drawn at the first line', () => {
    const { diagnostics, files } = checkText('\n');
    expect(renderDiagnostics(diagnostics, files)).toContain('test.kmodel:1:1 - error KM0002');
  });

  it('is none where the text has a mistake that hides its declarations', () => {
    expect(findings('modle')).toHaveLength(1);
    expect(findings('modle')[0]).not.toContain(message);
  });

  it('is none for constants alone', () => {
    expect(findings('const width = 3')).toEqual([]);
  });

  it('is reported by what imports it for the names that it lacks', () => {
    const files = { 'a.kmodel': 'import { B } from "./b.kmodel"', 'b.kmodel': '' };
    expect(findings(files)).toEqual(['KM1006 B']);
  });
});
