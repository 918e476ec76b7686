import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../compiler/index.ts';
import { buildPredictStep, buildTrainStep } from '../compiler/steps/build-steps.ts';
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';
import { examples } from '../examples/data/index.ts';
import { formatTable } from './measure.ts';

/** From text to a session that can train, for each example. */
export async function benchStart(): Promise<string> {
  const engine = await createOnnxEngine();
  const folder = join(import.meta.dirname, '../examples');
  const rows: string[][] = [];
  for (const { name, imports } of examples) {
    if (name === 'two-cameras') continue;
    const files = Object.fromEntries(
      [name, ...imports].map((file) => [
        `${file}.kmodel`,
        readFileSync(join(folder, `${file}.kmodel`), 'utf8'),
      ]),
    );
    const start = performance.now();
    const { graph } = compileModel(`${name}.kmodel`, createMemoryHost(files));
    const trains = graph!.heads.some((head) => head.loss);
    const step = await engine.load(trains ? buildTrainStep(graph!) : buildPredictStep(graph!));
    rows.push([name, `${(performance.now() - start).toFixed(0)} ms`, 'under 1 s']);
    await step.release();
  }
  return formatTable(['engine start', 'measured', 'aim'], rows);
}
