import { describe, expect, it } from 'vitest';
import { nameClashes } from '../../../../compiler/targets/tfjs/name-clashes.ts';
import {
  camelCase,
  lowerFirst,
  scalarLayerName,
  stageName,
  tfjsName,
  tfjsPart,
} from '../../../../compiler/targets/tfjs/names.ts';
import { tfjsDType, tfjsSize } from '../../../../compiler/targets/tfjs/types.ts';
import { variable } from '../../../../compiler/shapes/size.ts';
import { graphOf } from '../../harness.ts';

describe('a name as tfjs writes it', () => {
  it.each([
    ['kernel_size', 'kernelSize'],
    ['return_sequences', 'returnSequences'],
    ['beta_1', 'beta1'],
    ['_private', 'Private'],
    ['units', 'units'],
    ['a__b', 'aB'],
    ['trailing_', 'trailing_'],
  ])('of an argument: %s is %s', (name, written) => {
    expect(camelCase(name)).toBe(written);
  });

  it.each([
    ['HeNormal', 'heNormal'],
    ['LSTM', 'lstm'],
    ['L1L2', 'l1L2'],
    ['GRUCell', 'gruCell'],
    ['ReLU', 'reLU'],
    ['Dense', 'dense'],
    ['dense', 'dense'],
    ['', ''],
  ])('of a class: %s is made by %s', (name, written) => {
    expect(lowerFirst(name)).toBe(written);
  });
});

describe('a name that tfjs allows', () => {
  it.each([
    ['features_dense', 'features_dense'],
    ['ä', 'u00e4'],
    ['모델', 'ubaa8ub378'],
    ['a b', 'au0020b'],
    ['a.b-c_1', 'a.b-c_1'],
    ['😀', 'u1f600'],
  ])('has ASCII alone: %s is %s', (name, allowed) => {
    expect(tfjsPart(name)).toBe(allowed);
  });

  it.each([
    ['_hidden', 'x_hidden'],
    ['-a', 'x-a'],
    ['9a', '9a'],
    ['.a', '.a'],
  ])('begins with a letter, a digit or a point: %s is %s', (name, allowed) => {
    expect(tfjsName(name)).toBe(allowed);
  });

  it('of what kmodel adds is no name that a model can have', () => {
    expect(scalarLayerName('age')).toBe('age/scalar');
    expect(stageName('y', 2)).toBe('y.stage_2');
  });

  it('may be the same for two names, which is told', () => {
    const graph = graphOf(
      'model T {\n  input ä: float32[2]\n  input u00e4: float32[2]\n  head y = [ä, u00e4] -> Add()\n}',
    );
    expect(nameClashes(graph).map(({ name, other, tfjsName: shared }) => [name, other, shared])).toEqual([
      ['u00e4', 'ä', 'u00e4'],
    ]);
  });

  it('is told of none where all differ', () => {
    expect(nameClashes(graphOf('model T {\n  input ä: float32[2]\n  head y = ä -> Dense(1)\n}'))).toEqual([]);
  });
});

describe('what is fed to tfjs', () => {
  it.each([
    ['float32', 'float32'],
    ['float16', 'float32'],
    ['uint8', 'float32'],
    ['int32', 'int32'],
    ['int64', 'int32'],
    ['bool', 'bool'],
  ] as const)('%s as %s', (dtype, fed) => {
    expect(tfjsDType(dtype)).toBe(fed);
  });

  it('has null for a size that is known only at run time', () => {
    expect([tfjsSize(3), tfjsSize(variable('T'))]).toEqual([3, null]);
  });
});
