import { expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';

/** Where each finding stands, as the text there. */
function findings(text: string): readonly string[] {
  const { diagnostics } = check('a.kmodel', createMemoryHost({ 'a.kmodel': text }));
  return diagnostics.map(({ code, place: { span } }) => `${code} ${text.slice(span.start, span.end)}`);
}

const model = (name: string, parameter: string) =>
  `model ${name}(${parameter}: int = 4) {\n  input x: float32[3]\n  head y = x -> Dense(2, activation: relu) { loss: mse }\n}\n`;

it('a call means what it says where a parameter bears the name of an option, whoever comes first', () => {
  expect(findings(model('A', 'units') + model('B', 'relu'))).toEqual(['KM2003 relu']);
  expect(findings(model('A', 'relu') + model('B', 'units'))).toEqual(['KM2003 relu']);
});

it('a call means what it says where a size of the input bears the name of an option', () => {
  const sized =
    'model B {\n  input x: float32[relu, 3]\n  head y = x -> Dense(2, activation: relu) { loss: mse }\n}\n';
  expect(findings(model('A', 'units') + sized)).toEqual(['KM3005 relu']);
  expect(findings(sized + model('A', 'units'))).toEqual(['KM3005 relu']);
});
