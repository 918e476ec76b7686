import type { Ops, Scan } from './ops.ts';
import { OpError } from './definition.ts';
import { ScanBody } from './scan-body.ts';
import type { GraphScope } from './scope.ts';
import type { Tensor } from './types.ts';

/** Adds a loop to a graph; its body captures what it uses from outside. */
export function createScan(
  scope: GraphScope,
  loop: Scan,
  createOps: (scope: GraphScope) => Ops,
): { readonly states: readonly Tensor[]; readonly stacked: readonly Tensor[] } {
  const length = loop.length ?? loop.scanned[0]?.shape[0];
  if (length === undefined) throw new OpError('A scan needs something to scan, or a length.');
  const body = new ScanBody(scope);
  const states = loop.states.map((state) => body.addState(state));
  const slices = loop.scanned.map((tensor) => body.addScanned(tensor));
  const result = loop.body(createOps(body.scope), states, slices);
  return body.finish(result.states, result.stacked, { reverse: loop.reverse ?? false, length });
}
