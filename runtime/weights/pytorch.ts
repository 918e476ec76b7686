import type { StateNames } from '../../compiler/targets/pytorch/state-names.ts';
import type { HostArray, HostTensor } from '../engines/engine.ts';

type Tensors = Readonly<Record<string, HostTensor>>;

/** A model's weights under the names, and with the axes, that its generated module has for PyTorch. */
export function toStateDict({ weights, zeros }: StateNames, tensors: Tensors): Tensors {
  return Object.fromEntries([
    ...weights.map(({ name, parameter, permutation }) => [
      parameter,
      permutation ? transposed(tensors[name]!, permutation) : tensors[name]!,
    ]),
    ...zeros.map(({ parameter, shape }) => [
      parameter,
      { dtype: 'float32', shape, data: new Float32Array(shape.reduce((count, size) => count * size, 1)) },
    ]),
  ]) as Tensors;
}

/**
 * The weights in a file with the names of a generated module, under kmodel's names; undefined where they are others.
 */
export function fromStateDict({ weights, zeros }: StateNames, tensors: Tensors): Tensors | undefined {
  const wanted = new Set([...weights, ...zeros].map(({ parameter }) => parameter));
  const names = Object.keys(tensors);
  if (weights.length === 0 || names.some((name) => !wanted.has(name))) return undefined;
  if (weights.some(({ parameter }) => !Object.hasOwn(tensors, parameter))) return undefined;
  return Object.fromEntries(
    weights.map(({ name, parameter, permutation }) => {
      const tensor = tensors[parameter]!;
      if (!permutation || tensor.shape.length !== permutation.length) return [name, tensor];
      return [
        name,
        transposed(
          tensor,
          permutation.map((_, axis) => permutation.indexOf(axis)),
        ),
      ];
    }),
  );
}

/** The tensor with its axes in another order: axis `i` of the result is axis `permutation[i]`. */
function transposed({ dtype, shape, data }: HostTensor, permutation: readonly number[]): HostTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const made = permutation.map((axis) => shape[axis]!);
  const steps = permutation.map((axis) => strides[axis]!);
  const result = new (data.constructor as new (length: number) => HostArray)(data.length);
  const place = made.map(() => 0);
  let source = 0;
  for (let index = 0; index < result.length; index++) {
    result[index] = data[source]!;
    for (let axis = made.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      source += steps[axis]!;
      if (place[axis]! < made[axis]!) break;
      source -= steps[axis]! * made[axis]!;
      place[axis] = 0;
    }
  }
  return { dtype, shape: made, data: result };
}
