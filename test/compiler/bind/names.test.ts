import { describe, expect, it } from 'vitest';
import { finding, findings, graphOf, layersOf, vectorModel } from '../harness.ts';

describe('names of layers', () => {
  it('joins the declaration and the layer, numbered from the second on', () => {
    const text = vectorModel(
      '  branch features = x -> Dense(4) -> ReLU() -> Dense(4)\n  head y = features -> Dense(2) -> Dense(1)',
    );
    expect(layersOf(text)).toEqual([
      'features_dense: Dense',
      'features_re_lu: ReLU',
      'features_dense_1: Dense',
      'y_dense: Dense',
      'y: Dense',
    ]);
  });

  it('puts the use of a block before its own declarations', () => {
    const text = `block Residual(units: int) {
  input x
  branch main = x -> Dense(units)
  return main + x -> ReLU()
}
${vectorModel('  branch features = x -> Residual(16) -> Residual(16)\n  shared b = Residual(16)\n  head y = features -> b')}`;
    expect(layersOf(text)).toEqual([
      'features_residual_main_dense: Dense',
      'features_residual_add: Add',
      'features_residual_re_lu: ReLU',
      'features_residual_1_main_dense: Dense',
      'features_residual_1_add: Add',
      'features_residual_1_re_lu: ReLU',
      'b_main_dense: Dense',
      'b_add: Add',
      'b_re_lu: ReLU',
    ]);
  });

  it('names a head after itself only where its pipeline makes the layer', () => {
    const text = vectorModel(
      '  shared last = Dense(1)\n  head a = x -> last\n  head b = x + 1\n  head c = x * 2 -> if true { Dense(3) }',
    );
    expect(layersOf(text)).toEqual(['last: Dense', 'b: Add', 'c_multiply: Multiply', 'c: Dense']);
  });

  it('prefixes the layers of a shared stack with its name', () => {
    const text = vectorModel('  shared tower = Dense(4) -> ReLU() -> Dense(4)\n  head y = x -> tower');
    expect(layersOf(text)).toEqual(['tower_dense: Dense', 'tower_re_lu: ReLU', 'tower_dense_1: Dense']);
  });

  it('gives the layers of a model used as a layer their place, heads included', () => {
    const text = `model Inner {\n  input a: float32[16]\n  head out = a -> Dense(2) -> Dense(1)\n}\n${vectorModel('  shared eye = Inner()\n  head y = [x -> eye, x -> Inner()] -> Concatenate()')}`;
    expect(layersOf(text)).toEqual([
      'eye_out_dense: Dense',
      'eye_out: Dense',
      'y_inner_out_dense: Dense',
      'y_inner_out: Dense',
      'y: Concatenate',
    ]);
  });

  it('takes names that the user gives, with the prefix of the block', () => {
    const text = `block B(n: int) {\n  input x\n  return x -> Dense(n, name: "inner")\n}\n${vectorModel('  head y = x -> Dense(4, name: "first") -> B(2) -> B(3, name: "second")')}`;
    expect(layersOf(text)).toEqual(['first: Dense', 'y_b_inner: Dense', 'second_inner: Dense']);
  });

  it('reports two equal names at the second', () => {
    const text = vectorModel('  head y = x -> Dense(4, name: "same") -> Dense(4, name: "same")');
    expect(findings(text)).toEqual(['KM1002 "same"']);
    expect(finding(text, 'KM1002').related).toHaveLength(1);
  });

  it('leaves a name alone that a head bears', () => {
    const text = vectorModel('  branch a = x -> Dense(4)\n  head a_dense = a -> Dense(1)');
    expect(layersOf(text)).toEqual(['a_dense_1: Dense', 'a_dense: Dense']);
  });

  it('compares names after Unicode normalization', () => {
    const text = vectorModel('  branch cafe\u0301 = x -> Dense(4)\n  head y = caf\u00e9 -> Dense(1)');
    expect(layersOf(text)).toEqual(['caf\u00e9_dense: Dense', 'y: Dense']);
  });

  it('numbers weights by layer and keeps sublayers in front', () => {
    const graph = graphOf(
      'model T {\n  input x: float32[T, 8]\n  head tagger = x -> Bidirectional(LSTM(4)) -> Dense(1)\n}',
    );
    const names = graph.layers.flatMap((layer) =>
      layer.weights.map((weight) => `${layer.name}/${weight.name}`),
    );
    expect(names).toContain('tagger_bidirectional/forward_lstm/kernel');
    expect(names).toContain('tagger/bias');
  });
});
