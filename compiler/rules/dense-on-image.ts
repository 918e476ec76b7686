import { putBefore } from '../diagnostics/edits.ts';
import { tensorTypeText } from '../shapes/types.ts';
import type { ModelRuleContext } from './context.ts';

/** Axes of an image without the batch: height, width, channels. */
const imageRank = 3;

/**
 * A layer that works on the last axis alone should not stand straight on an image (KM3010): it would make one
 * result per pixel.
 */
export function checkDenseOnImage({ frame, report }: ModelRuleContext): void {
  for (const call of frame.builder.calls) {
    const { declaration } = call.layer;
    const [input] = call.inputs;
    if (!declaration.lastAxisOnly || input?.type?.shape.length !== imageRank) continue;
    const result = frame.builder.tensors[call.outputs[0]!]!.type;
    const values = {
      layer: declaration.name,
      found: tensorTypeText(input.type),
      result: tensorTypeText(result),
    };
    const use = call.uses.at(-1);
    report('KM3010', 'default', values, call.place, {
      related: use ? [{ place: use, message: 'The block is used here.' }] : [],
      help: '`Flatten()` or `GlobalAveragePooling2D()` before it.',
      fixes: ['Flatten()', 'GlobalAveragePooling2D()'].map((layer) => putBefore(call.place, layer)),
    });
  }
}
