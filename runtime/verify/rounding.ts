import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { MadeBatch } from './batch.ts';
import { compareStep, largerOf, nothingCompared, type Compared, type GradientSizes } from './compare.ts';
import { nudgedInputs, nudgedWeights } from './nudge.ts';
import type { ModelState, Observation, Observer } from './observe.ts';

/**
 * Engines round at every operation, and in sums once for each summand; weights and inputs that move are rounded once.
 * So differences of this many times what moving them changes are still rounding.
 */
export const roundingMargin = 2;

/** How often weights and inputs are moved in a step, until what differs is explained. */
const mostDraws = 4;

/** A step of the first engine, whose rounding is measured. */
export interface RoundedStep {
  readonly graph: ModelGraph;
  readonly reference: Observer;
  readonly from: ModelState;
  readonly batch: MadeBatch;
  readonly expected: Observation;
  readonly tolerance: number;
  readonly step: number;
  readonly sizes: GradientSizes;
}

/**
 * What the results of the first engine change where weights and floats of inputs move by a few steps of float32: the
 * largest of several draws. A difference that none of them explains is drawn for again, since a ReLU at zero, or a
 * maximum of two entries that are nearly equal, falls to the other side in some draws and not in others.
 * @param found what differs in this step, of each engine
 * @param known what earlier steps have measured
 */
export async function measureRounding(
  { graph, reference, from, batch, expected, tolerance, step, sizes }: RoundedStep,
  found: readonly Compared[],
  known: Compared | undefined,
): Promise<Compared | undefined> {
  let rounding = known;
  for (let draw = 0; draw < mostDraws; draw++) {
    const open = found.map((each) => unexplained(each, rounding, tolerance));
    if (!open.some(({ any }) => any)) break;
    const outputs = open.some((each) => each.outputs);
    const number = step * mostDraws + draw;
    const moved = nudgedWeights(graph, from, number);
    const changed = await reference.observe(moved, nudgedInputs(graph, batch, number), outputs);
    rounding = largerOf(
      rounding ?? nothingCompared,
      compareStep(graph, { before: from, moved, expected, found: changed, tolerance, outputs, sizes }),
    );
  }
  return rounding;
}

/** Whether some difference is above the tolerance and above what rounding makes, and whether one of outputs is. */
export function unexplained(
  { outputs, gradients, updates, loss }: Compared,
  rounding: Compared | undefined,
  tolerance: number,
): { readonly any: boolean; readonly outputs: boolean } {
  const isOpen = (value: number, measured: number | undefined): boolean =>
    value > tolerance && value > roundingMargin * (measured ?? 0);
  const of = (values: Compared['outputs'], measured: Compared['outputs'] | undefined): boolean =>
    [...values].some(([layer, value]) => isOpen(value, measured?.get(layer)));
  const ofOutputs = of(outputs, rounding?.outputs);
  const others =
    of(gradients, rounding?.gradients) ||
    of(updates, rounding?.updates) ||
    (loss !== undefined && isOpen(loss, rounding?.loss));
  return { any: ofOutputs || others, outputs: ofOutputs };
}
