import { maskBehaviour } from '../declarations/define-layer.ts';
import type { BuiltCall } from '../expand/graph-builder.ts';
import type { ModelRuleContext } from './context.ts';

/**
 * A mask should reach the layers that leave masked steps out (KM4007): one that does not know masks, such as a
 * convolution, ends it without a word, and what comes behind counts padding as data. Keras warns at the same places;
 * here nothing is said where no layer behind would have heeded the mask.
 */
export function checkLostMasks({ frame, report }: ModelRuleContext): void {
  const { calls, tensors } = frame.builder;
  // Most models have none, and a long one is looked at with each letter that is typed.
  if (!tensors.some(({ masked }) => masked)) return;
  /** Where the mask of what a tensor is made from was lost. */
  const lost = new Map<number, BuiltCall>();
  const reported = new Set<BuiltCall>();
  for (const call of calls) {
    const { declaration, args } = call.layer;
    const isMasked = call.inputs.some(({ index }) => tensors[index]?.masked);
    const before = call.inputs.map(({ index }) => lost.get(index)).find((each) => each !== undefined);
    const heeds = Object.keys(declaration.tensorArguments ?? {}).some(isMask);
    const givesMask = Object.keys(call.tensorArguments).some(isMask);
    if (before && heeds && !givesMask && !isMasked && !reported.has(before)) {
      reported.add(before);
      const [input] = before.inputs;
      const values = {
        layer: before.layer.declaration.name,
        input: input!.label,
        reader: declaration.name,
      };
      report('KM4007', 'default', values, before.place, {
        related: [{ place: call.place, message: `${declaration.name} counts every step here.` }],
        help: `\`${declaration.name}(…, mask: m)\` takes a mask of its own; without \`mask_zero\` there is none to lose.`,
      });
    }
    const ends = isMasked && !heeds && maskBehaviour(declaration, args ?? {}) === 'stop';
    const cause = ends ? call : heeds ? undefined : before;
    if (cause) for (const output of call.outputs) lost.set(output, cause);
  }
}

/** `mask` of most layers, `query_mask` and the like of attention. */
function isMask(argument: string): boolean {
  return argument === 'mask' || argument.endsWith('_mask');
}
