import type { ModelGraph } from '../compiler/index.ts';
import { hasLora } from '../compiler/targets/merge-lora.ts';
import { shownPath } from './host.ts';
import { note } from './report.ts';

/** Says why a file of another world holds no state of the optimizer although the weights came with one. */
export function noteMergedFactors(graph: ModelGraph, path: string, hasState: boolean): void {
  if (hasState && hasLora(graph))
    note(
      `${shownPath(path)} holds no state of the optimizer: it knows the factors of low-rank adaption, which are in the kernels there.`,
    );
}
