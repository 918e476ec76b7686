import type { Emitters } from './emitters.ts';
import { OnnxWriter } from './writer.ts';

export const scanEmitters = {
  scan: (writer, inputs, node, emitGraph) => {
    const { body, states, scanned, reverse, length } = node.attributes;
    const inner = new OnnxWriter(writer);
    // Captured tensors are read by their outer names.
    body.inputs.slice(states + scanned).forEach(({ tensor }, index) => {
      inner.setName(tensor, inputs[states + scanned + index]!);
    });
    const feeds = body.inputs
      .slice(0, states + scanned)
      .map(({ tensor }) => ({ name: inner.freshName(), tensor }));
    const slices = inputs.slice(0, states + scanned);
    if (scanned === 0) {
      // ONNX loops over at least one tensor: count the steps.
      const steps = writer.node('Expand', [writer.constant('int32', [1], [0]), writer.sizeVector([length])]);
      slices.push(steps);
      feeds.push({ name: inner.freshName(), tensor: { id: -1, dtype: 'int32', shape: [] } });
    }
    const outputs = body.outputs.map(({ tensor }) => ({ name: inner.freshName(), tensor }));
    const graph = emitGraph(inner, { ...body, outputs }, 'body', feeds);
    const direction = Number(reverse);
    return writer.nodeWith('Scan', slices, body.outputs.length, {
      body: graph,
      num_scan_inputs: slices.length - states,
      scan_input_directions: slices.slice(states).map(() => direction),
      scan_output_directions: body.outputs.slice(states).map(() => direction),
    });
  },
} satisfies Partial<Emitters>;
