import type { Place } from '../diagnostics/place.ts';
import type { Flow, FlowTensor } from './flow.ts';

/** The same tensors, named after what gave them here. */
export function relabel(flow: Flow, label: string, place: Place): Flow {
  const named = (tensor: FlowTensor): FlowTensor => ({ ...tensor, label, place });
  switch (flow.kind) {
    case 'tensor':
      return { kind: 'tensor', tensor: named(flow.tensor) };
    case 'list':
      return { ...flow, tensors: flow.tensors.map(named), label };
    case 'record':
      return {
        ...flow,
        entries: flow.entries.map((entry) => ({ ...entry, tensor: named(entry.tensor) })),
        label,
      };
    case 'unknown':
      return flow;
  }
}
