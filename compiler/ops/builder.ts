import { isFloat, type DType } from '../shapes/types.ts';
import type { Operand, Ops, Scan } from './ops.ts';
import { createScan } from './scan-builder.ts';
import { GraphScope } from './scope.ts';
import type { Tensor } from './types.ts';
import type { VocabularyContext } from './vocabulary/context.ts';
import { elementwiseVocabulary } from './vocabulary/elementwise.ts';
import { indexingVocabulary } from './vocabulary/indexing.ts';
import { movementVocabulary } from './vocabulary/movement.ts';
import { randomVocabulary } from './vocabulary/random.ts';
import { reductionsVocabulary } from './vocabulary/reductions.ts';
import { sourcesVocabulary } from './vocabulary/sources.ts';
import { windowsVocabulary } from './vocabulary/windows.ts';

export type { Axes, Operand, Ops, Scan } from './ops.ts';

/** Ops that write into a scope. */
export interface ScopedOps extends Ops {
  readonly scope: GraphScope;
  /** The same vocabulary over another scope (a scan's body). */
  readonly inScope: (scope: GraphScope) => ScopedOps;
}

/** The vocabulary of lowerings over a graph (default: a new one). */
export function createOps(scope: GraphScope = new GraphScope()): ScopedOps {
  // Words are made of other words, whichever part those stand in: all see one object, whole once it is filled.
  const ops = {} as ScopedOps;
  const context: VocabularyContext = {
    scope,
    emit: (op, inputs, attributes) => scope.emit(op, inputs, attributes)[0]!,
    operands: (list) => operandsIn(scope, list),
    ops,
  };
  const words: ScopedOps = {
    scope,
    inScope: createOps,
    within: (precision, work) => scope.within(precision, work),
    emit: (op, inputs, attributes) => scope.emit(op, inputs, attributes),
    scan: (loop: Scan) => createScan(scope, loop, createOps),
    ...sourcesVocabulary(context),
    ...elementwiseVocabulary(context),
    ...reductionsVocabulary(context),
    ...movementVocabulary(context),
    ...indexingVocabulary(context),
    ...windowsVocabulary(context),
    ...randomVocabulary(context),
  };
  return Object.assign(ops, words);
}

function operandsIn(scope: GraphScope, list: readonly Operand[]): Tensor[] {
  const tensor = list.find((operand) => typeof operand !== 'number');
  const dtype = tensor === undefined || typeof tensor === 'number' ? 'float32' : tensor.dtype;
  return list.map((operand) =>
    typeof operand === 'number' ? scope.constant([operand], [], dtype) : operand,
  );
}

/** True for dtypes through which gradients flow. */
export function isDifferentiable(dtype: DType): boolean {
  return isFloat(dtype);
}
