import type { Place } from '../diagnostics/place.ts';
import type { TensorType } from '../shapes/types.ts';

/** What flows along a pipeline. */
export type Flow =
  | { readonly kind: 'tensor'; readonly tensor: FlowTensor }
  | { readonly kind: 'list'; readonly tensors: readonly FlowTensor[]; readonly label: string }
  | {
      readonly kind: 'record';
      readonly entries: readonly { readonly name: string; readonly tensor: FlowTensor }[];
      readonly label: string;
      /** True for the results of a block or model, which have an order, too. */
      readonly results: boolean;
    }
  /** After an error: nobody says anything more about it. */
  | { readonly kind: 'unknown' };

export interface FlowTensor {
  /** In the graph builder; -1 where there is none because of an error. */
  readonly index: number;
  /** Undefined after an error. */
  readonly type: TensorType | undefined;
  /** As the user wrote it here: a name, or the stage that made it. */
  readonly label: string;
  /** Where it gets its shape. */
  readonly place: Place;
  readonly masked: boolean;
}

export const unknownFlow: Flow = { kind: 'unknown' };

/** A tensor that an error has taken away. */
export function lostTensor(label: string, place: Place): FlowTensor {
  return { index: -1, type: undefined, label, place, masked: false };
}

/** A tensor under the name that it bears from here on. */
export function relabelled(tensor: FlowTensor, label: string): FlowTensor {
  return tensor.label === label ? tensor : { ...tensor, label };
}

export function tensorFlow(tensor: FlowTensor): Flow {
  return { kind: 'tensor', tensor };
}

/** "3 results" and the like, for messages. */
export function flowText(flow: Flow): string {
  if (flow.kind === 'list') return `${flow.tensors.length} tensors`;
  if (flow.kind === 'record') return flow.entries.map((entry) => `\`${entry.name}\``).join(', ');
  return 'one tensor';
}

/** The tensors of a flow in order; undefined where it is unknown. */
export function flowTensors(flow: Flow): readonly FlowTensor[] | undefined {
  switch (flow.kind) {
    case 'tensor':
      return [flow.tensor];
    case 'list':
      return flow.tensors;
    case 'record':
      return flow.entries.map((entry) => entry.tensor);
    case 'unknown':
      return undefined;
  }
}
