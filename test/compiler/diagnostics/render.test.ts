import { describe, expect, it } from 'vitest';
import {
  check,
  createMemoryHost,
  diagnosticToJson,
  renderDiagnostic,
  renderDiagnostics,
} from '../../../compiler/index.ts';

function rendered(text: string, options = {}): string {
  const { diagnostics, files } = check('a.kmodel', createMemoryHost({ 'a.kmodel': text }));
  return renderDiagnostics(diagnostics, files, options);
}

describe('rendered diagnostics', () => {
  it('shows the place, the line, related places, help and the page', () => {
    const text = `model Digits {
  input image: float32[28, 28, 1]
  branch conv = image -> Conv2D(32, 3)
  head digit = conv -> LSTM(32)
}
`;
    expect(rendered(text)).toBe(
      `a.kmodel:4:24 - error KM3001: LSTM takes a sequence, float32[batch, time, features], but \`conv\` is float32[batch, 26, 26, 32].
  4 |   head digit = conv -> LSTM(32)
    |                        ^^^^^^^^
  a.kmodel:3:26: \`conv\` gets its shape here.
  3 |   branch conv = image -> Conv2D(32, 3)
    |                          ^^^^^^^^^^^^^
  help: \`Reshape([26, 832])\` makes each row a step.
  kmodel explain KM3001

1 error.`,
    );
  });

  it('lines marks up below tabs and wide characters', () => {
    const text = 'model T {\n\tinput 画像: float32[4]\n\thead y = 画像 -> Dense(1) -> Dens(2)\n}\n';
    const [, line, marks] = rendered(text).split('\n');
    expect(line).toBe('  3 |     head y = 画像 -> Dense(1) -> Dens(2)');
    expect(marks).toBe(`    |${' '.repeat(34)}^^^^`);
  });

  it('clips long lines around the mistake', () => {
    const text = `model T { input x: float32[4]\n head y = x ${'-> ReLU() '.repeat(100)} -> Dens(2) ${'-> ReLU() '.repeat(100)}\n}`;
    const [, line, marks] = rendered(text, { width: 60 }).split('\n') as [string, string, string];
    expect(line.length).toBeLessThan(70);
    expect(line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('Dens');
  });

  it('underlines every line of a long place, up to four', () => {
    const text = `model T {\n  input x: float32[4, 4]\n  head y: float32[3] = x -> Dense(\n    3,\n    activation: relu,\n    use_bias: 5,\n  )\n}`;
    expect(rendered(text)).toContain('use_bias: 5,\n    |               ^');
  });

  it('colours what it is told to', () => {
    const { diagnostics, files } = check('a.kmodel', createMemoryHost({ 'a.kmodel': 'const a = 1 / 0' }));
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const colors = { error: mark('e'), warning: mark('w'), path: mark('p'), dim: mark('d'), help: mark('h') };
    const text = renderDiagnostic(diagnostics[0]!, files, { colors });
    expect(text).toContain('<p>a.kmodel:1:11</p> - <e>error</e> <e>KM2004:</e> This divides 1 by zero.');
  });

  it('gives ranges from 0 as JSON', () => {
    const text = 'model T {\n  input x: float32[4]\n  head y = x -> Dense(1) -> Dens(2)\n}';
    const { diagnostics, files } = check('/w/a.kmodel', createMemoryHost({ '/w/a.kmodel': text }));
    expect(diagnosticToJson(diagnostics[0]!, files, (path) => path.slice(3))).toEqual({
      code: 'KM1003',
      severity: 'error',
      message: 'There is no layer or block `Dens`. Did you mean `Dense`?',
      file: 'a.kmodel',
      range: { start: { line: 2, character: 28 }, end: { line: 2, character: 32 } },
      related: [],
      fixes: [
        {
          title: 'Change to `Dense`',
          edits: [
            {
              file: 'a.kmodel',
              range: { start: { line: 2, character: 28 }, end: { line: 2, character: 32 } },
              newText: 'Dense',
            },
          ],
        },
      ],
    });
  });
});
