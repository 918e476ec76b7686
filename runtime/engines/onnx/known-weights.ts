import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import { constantInputs } from '../../../compiler/targets/onnx/constant-inputs.ts';
import type { HostTensor } from '../engine.ts';
import type { OnnxState } from './state.ts';

/** More is not written into a graph: its binary format ends at 2 GB. */
const mostBytes = 2 ** 30;

/** Sets of weights that serve one run each, after which weights are taken as changing all the time. */
const fewestLost = 4;

/** Runs with the same weights after which they are taken as steady again. */
const runsToSettle = 8;

/**
 * Decides with which weights inside a prediction runs. Its sessions hold for one set of weights; to make new ones
 * for each run, where weights change between any two, would cost more than it saves.
 */
export class KnownWeights {
  private readonly names: readonly string[];
  private version = '';
  private runs = 0;
  private lost = 0;

  constructor(step: StepGraph) {
    const weights = step.inputs.flatMap((input) =>
      input.role === 'state' && input.state.kind === 'weight' ? [input.name] : [],
    );
    this.names = step.kind === 'predict' ? constantInputs(step.graph, weights) : [];
  }

  /**
   * Counts a run.
   * @returns whether the weights are others than those of the last run, or are now taken otherwise
   */
  hasChanged(state: OnnxState): boolean {
    if (this.names.length === 0) return false;
    const wasSteady = this.isSteady;
    const version = this.names.map((name) => state.version(name)).join();
    const isNew = version !== this.version;
    if (isNew && this.runs > 0) this.lost = this.runs === 1 ? this.lost + 1 : 0;
    this.version = version;
    this.runs = isNew ? 1 : this.runs + 1;
    if (this.runs === runsToSettle) this.lost = 0;
    return (isNew && (wasSteady || this.isSteady)) || this.isSteady !== wasSteady;
  }

  /** The values to run with inside, by input. */
  values(state: OnnxState): ReadonlyMap<string, HostTensor> {
    if (!this.isSteady) return new Map();
    const values = new Map(this.names.map((name) => [name, state.view(name)]));
    const bytes = [...values.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    return bytes > mostBytes ? new Map() : values;
  }

  private get isSteady(): boolean {
    return this.lost < fewestLost;
  }
}
