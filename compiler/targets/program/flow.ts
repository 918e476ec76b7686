import type { LayerMaker, NamedTensor, Tensor, Variable } from './program.ts';
import { Unstructured } from './unstructured.ts';

/** What flows at one point of a pipeline. */
export type Flow =
  | { readonly kind: 'one'; readonly tensor: Tensor; readonly names?: undefined }
  | { readonly kind: 'list'; readonly tensors: readonly Tensor[] }
  | { readonly kind: 'record'; readonly entries: readonly NamedTensor[] }
  /** Several results of one call, by their names, or in order where they have none. */
  | { readonly kind: 'results'; readonly tensor: Tensor; readonly names: readonly string[] | undefined };

/** A layer that is declared once. */
export interface SharedLayer extends LayerMaker {
  readonly variable: Variable;
  /** True where it gives several results. */
  readonly isSeveral: boolean;
}

export function throughShared(flow: Flow, { variable, declaration, isSeveral }: SharedLayer): Flow {
  const inputs = inputsOf(flow, declaration.inputNames);
  const tensor: Tensor = { kind: 'apply', maker: variable, declaration, inputs, tensorArguments: {} };
  return { kind: isSeveral ? 'results' : 'one', tensor, names: undefined };
}

/** @throws Unstructured where it is several tensors */
export function one(flow: Flow): Tensor {
  if (flow.kind !== 'one') throw new Unstructured('several tensors');
  return flow.tensor;
}

/** What flows in, in the order of the names of the inputs. */
export function inputsOf(
  flow: Flow,
  names: readonly { readonly name: string }[] | undefined,
): readonly Tensor[] {
  switch (flow.kind) {
    case 'one':
      return [flow.tensor];
    case 'list':
      return flow.tensors;
    case 'record': {
      const byName = new Map(flow.entries.map(({ name, value }) => [name, value]));
      return (names ?? []).flatMap(({ name }) => byName.get(name) ?? []);
    }
    case 'results':
      throw new Unstructured('several results into one layer');
  }
}
