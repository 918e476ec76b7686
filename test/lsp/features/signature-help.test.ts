import { describe, expect, it } from 'vitest';
import { signatureHelp } from '../../../lsp/features/signature-help.ts';
import { openTexts } from '../support/session.ts';

/** The signature of the call around `┆`, with the argument in `«»` that is being written. */
function signature(marked: string): string {
  const { session, path, position } = openTexts(marked);
  const help = signatureHelp(session, path, position);
  if (!help) return 'none';
  const [found] = help.signatures;
  const active = found!.parameters?.[help.activeParameter ?? -1];
  if (!active) return found!.label;
  const [start, end] = active.label as [number, number];
  return `${found!.label.slice(0, start)}«${found!.label.slice(start, end)}»${found!.label.slice(end)}`;
}

const stage = (text: string): string =>
  `model A {\n  input x: float32[8, 8, 3]\n  head y = x -> ${text}\n}\n`;

describe('the call that is being written', () => {
  it('shows the argument of a place', () => {
    expect(signature(stage('MaxPooling2D(┆)'))).toMatch(/^MaxPooling2D\(«pool_size/);
    expect(signature(stage('MaxPooling2D(2, ┆)'))).toMatch(/^MaxPooling2D\([^«]*, «strides/);
    expect(signature(stage('Conv2D(8, 3, ┆)'))).toMatch(/^Conv2D\(filters, kernel_size, «strides/);
  });

  it('shows the argument of a name', () => {
    expect(signature(stage('Conv2D(8, 3, padding: sa┆me)'))).toMatch(/«padding: valid»/);
    expect(signature(stage('Conv2D(kernel_size: 3, filters: ┆)'))).toMatch(/^Conv2D\(«filters»/);
  });

  it('is the innermost one', () => {
    expect(signature(stage('Dense(2, kernel_regularizer: L2(┆))'))).toMatch(/^L2\(/);
    expect(signature(stage('Bidirectional(LSTM(┆))'))).toMatch(/^LSTM\(«units»/);
  });

  it('may be one of the text', () => {
    const block =
      '/// Twice.\nblock Twice(n: int, rate: float = 0.5) {\n  input x\n  return x -> Dense(n)\n}\n';
    expect(signature(block + stage('Twice(3, ┆)'))).toBe('Twice(n: int, «rate: float = 0.5»)');
  });

  it('may be a function of tensors', () => {
    expect(signature('model A {\n  input x: float32[8]\n  head y = clip(x, ┆)\n}\n')).toBe(
      'clip(x, «x_min», x_max)',
    );
  });

  it('may have no closing parenthesis yet', () => {
    expect(signature(stage('Conv2D(8, 3, ┆'))).toMatch(/^Conv2D\(filters, kernel_size, «strides/);
    expect(signature(stage('Conv2D(┆'))).toMatch(/^Conv2D\(«filters»/);
    expect(signature(stage('Conv2D(8, 3, padding: ┆'))).toMatch(/«padding: valid»/);
    expect(signature(stage('Conv2D(8, [3, ┆'))).toMatch(/^Conv2D\(filters, «kernel_size»/);
    expect(signature(stage('Bidirectional(LSTM(4, ┆'))).toMatch(/^LSTM\(units, «/);
    expect(signature('model A {\n  input x: float32[8]\n  head y = x -> Dense(3, ┆')).toMatch(
      /^Dense\(units, «/,
    );
    expect(signature('model A {\n  head y = clip(x, ┆\n  train {\n    epochs: 3\n  }\n}\n')).toBe(
      'clip(x, «x_min», x_max)',
    );
    expect(signature('block Twice(n: int) {\n  input x\n  return x -> Twice(┆')).toBe('Twice(«n: int»)');
  });

  it('may stand among settings', () => {
    const settings = (text: string): string =>
      `model A {\n  input x: float32[8]\n  head y = x -> Dense(1)\n  train {\n    ${text}\n  }\n}\n`;
    expect(signature(settings('optimizer: Adam(┆)'))).toMatch(/^Adam\(«learning_rate/);
    expect(signature(settings('optimizer: Adam(┆'))).toMatch(/^Adam\(«learning_rate/);
  });

  it('shows the next argument where the one behind has a name', () => {
    expect(signature(stage('Conv2D(8, ┆\n    padding: same)'))).toMatch(/^Conv2D\(filters, «kernel_size»/);
    expect(signature(stage('Conv2D(8, 3, ┆padding: same)'))).toMatch(/«padding: valid»/);
    expect(signature(stage('Conv2D(8, 3, pad┆ding: same)'))).toMatch(/«padding: valid»/);
  });

  it.each([
    ['on the line behind an unclosed one', stage('Dense(2\n  branch z = x┆')],
    ['where parameters are declared', 'block A(n: int, ┆) {\n  input x\n  return x -> Dense(n)\n}\n'],
    ['behind its parenthesis', stage('Dense(2)┆')],
    ['on its name', stage('De┆nse(2)')],
    ['of a name that means nothing', stage('Dens(┆)')],
  ])('shows nothing %s', (_, marked) => {
    expect(signature(marked)).toBe('none');
  });
});
