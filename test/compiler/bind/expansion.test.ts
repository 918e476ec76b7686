import { describe, expect, it } from 'vitest';
import { checkText, finding, findings, graphOf, layersOf, vectorModel } from '../harness.ts';

describe('expansion', () => {
  it('binds in any order, thousands of branches deep', () => {
    const count = 3000;
    const branches = Array.from(
      { length: count },
      (_, index) => `  branch b${index + 1} = b${index} -> Dense(4)`,
    );
    const text = `model T {\n  head y = b${count} -> Dense(1)\n${branches.reverse().join('\n')}\n  branch b0 = x -> Dense(4)\n  input x: float32[4]\n}`;
    expect(graphOf(text).layers).toHaveLength(count + 2);
  });

  it('repeats, loops and chooses', () => {
    const text = vectorModel(
      '  head y = x -> repeat 2 { ReLU() } -> for n in [4, 8] { Flatten() -> if n > 4 { Dense(n) } else if n == 4 { Dense(2) } } -> repeat 0 { Flatten() } -> if false { Flatten() }',
    );
    expect(graphOf(text).layers.map((layer) => layer.args['units'] ?? layer.class)).toEqual([
      'ReLU',
      'ReLU',
      'Flatten',
      2,
      'Flatten',
      8,
    ]);
  });

  it('shares one set of weights between uses, also of blocks with shared layers inside', () => {
    const text = `block Twice(n: int) {
  input x
  shared inner = Dense(n)
  return (x -> inner) + (x -> Dense(n))
}
${vectorModel('  input z: float32[16]\n  shared twice = Twice(16)\n  head y = [x -> twice, z -> twice] -> Concatenate()')}`;
    const graph = graphOf(text);
    expect(graph.layers.map((layer) => layer.name)).toEqual(['twice_inner', 'twice_dense', 'twice_add', 'y']);
    expect(graph.calls).toHaveLength(7);
  });

  it('freezes by an argument and by the body of shared', () => {
    const text = `block B {\n  input x\n  return x -> Dense(2)\n}\n${vectorModel('  shared s = Dense(4) -> Dense(4) { trainable: false }\n  head y = x -> s -> B(trainable: false) -> Dense(3, trainable: false) -> Dense(1)')}`;
    expect(graphOf(text).layers.map((layer) => layer.trainable)).toEqual([false, false, false, false, true]);
  });

  it('takes results apart by list and by record', () => {
    const text = `block Split {\n  input x\n  return {left: x -> Dense(2), right: x -> Dense(3)}\n}
model T {
  input x: float32[T, 8]
  branch [sequence, h, c] = x -> LSTM(4, return_sequences: true, return_state: true)
  branch {right: r} = h -> Split()
  branch [left, again] = c -> Split()
  head y = [r, left, again, sequence -> GlobalMaxPooling1D()] -> Concatenate()
}`;
    expect(graphOf(text).tensors.at(-1)!.shape).toEqual([12]);
  });

  it('extends a model, across files, with overrides in place', () => {
    const files = {
      'more.kmodel':
        'import { Base } from "./base.kmodel"\nmodel More extends Base {\n  override branch f = x -> Dense(width * 2)\n  head b = f -> Dense(2)\n}\nconst width = 3',
      'base.kmodel':
        'const width = 5\nmodel Base {\n  input x: float32[4]\n  branch f = x -> Dense(width)\n  head a = f -> Dense(width)\n}',
    };
    expect(graphOf(files).layers.map((layer) => [layer.name, layer.args['units']])).toEqual([
      ['f_dense', 6],
      ['a', 5],
      ['b', 2],
    ]);
  });

  it('reports what an override and an extension get wrong', () => {
    const base = 'model Base {\n  input x: float32[4]\n  head a = x -> Dense(1)\n}\n';
    expect(findings(`${base}model M extends Base {\n  head a = x -> Dense(2)\n}`)).toEqual(['KM1002 a']);
    expect(findings(`${base}model M extends Base {\n  override head z = x -> Dense(2)\n}`)).toEqual([
      'KM1001 z',
    ]);
    expect(findings(`${base}model M extends Bas {\n}`)).toContain('KM1001 Bas');
  });

  it('leaves unused branches out of the graph', () => {
    const text = vectorModel('  branch unused = x -> Dense(9)\n  head y = x -> Dense(1)');
    expect(layersOf(text)).toEqual(['y: Dense']);
  });

  it('checks bodies with the value of a parameter unknown, and says what is missing', () => {
    const text =
      'model T(units: int) {\n  input x: float32[4]\n  head y = x -> Dense(units) -> Dense(3, activaton: relu)\n}';
    const { models } = checkText(text);
    expect(models[0]!.missingParameters).toEqual(['units']);
    expect(findings(text)).toEqual(['KM2001 activaton']);
  });

  it('points into the block and at its use', () => {
    const text = `block B {\n  input x\n  return x -> LSTM(4)\n}\n${vectorModel('  head y = x -> B()')}`;
    const found = finding(text, 'KM3001');
    expect(text.slice(found.place.span.start, found.place.span.end)).toBe('LSTM(4)');
    expect(found.related.map((related) => related.message)).toContain('`B` is used here.');
  });

  it('ends expansion that has no measure at what asks for it', () => {
    expect(findings(vectorModel('  head y = x -> repeat 1_000_000_000 { Dense(1) }'))).toEqual([
      'KM2004 1_000_000_000',
    ]);
    const blocks = Array.from(
      { length: 40 },
      (_, index) => `block B${index + 1} {\n  input x\n  return x -> B${index}() -> B${index}()\n}`,
    );
    const text = `block B0 {\n  input x\n  return x -> ReLU()\n}\n${blocks.join('\n')}\n${vectorModel('  head y = x -> B40()')}`;
    const start = performance.now();
    expect(findings(text)).toEqual(['KM2004 B40()']);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('does not nest deeper than it says, and has no other limit on depth', () => {
    const chain = (count: number) =>
      `block B0 {\n  input x\n  return x -> ReLU()\n}\n${Array.from({ length: count }, (_, index) => `block B${index + 1} {\n  input x\n  return x -> B${index}()\n}`).join('\n')}\n${vectorModel(`  head y = x -> B${count}()`)}`;
    expect(findings(chain(100))).toEqual([]);
    expect(findings(chain(600)).map((text) => text.slice(0, 6))).toEqual(['KM2004']);
  });
});
