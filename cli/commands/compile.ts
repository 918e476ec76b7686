import { trains } from '../../compiler/graph/trains.ts';
import { join } from 'node:path';
import { emitOnnx } from '../../compiler/targets/onnx/emit.ts';
import { refuseHeadsBefore } from '../generate-onnx.ts';
import { onnxPrediction } from '../../compiler/targets/onnx/prediction.ts';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { buildTrainStep } from '../../compiler/steps/build-steps.ts';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { printPass, printStage, stageNames } from '../../compiler/stages.ts';
import { largestBlock, passNames } from '../../compiler/targets/onnx/passes.ts';
import { writeFileAtomic } from '../../runtime/files.ts';
import { modelFile } from '../../runtime/model-file.ts';
import { Model } from '../../runtime/model.ts';
import { loadWeights } from '../../runtime/weights/save.ts';
import { choiceOption } from '../choice-option.ts';
import { addLimitOption, type LimitOption } from '../data-options.ts';
import { createEngine } from '../engine.ts';
import { UsageError } from '../exit-codes.ts';
import {
  addModelOptions,
  addWeightOptions,
  loadGraph,
  noteSkipped,
  weightsOf,
  type ModelCommandOptions,
  type WeightOptions,
} from '../model-options.ts';
import { note } from '../report.ts';
import { sizeOf } from '../size-option.ts';
import type { DefineCommand } from './index.ts';
import { readFileSync } from 'node:fs';
import { weightOptions } from '../../runtime/weights/weight-options.ts';

interface CompileOptions extends ModelCommandOptions, LimitOption, WeightOptions {
  readonly output?: string;
  readonly emit?: string;
  readonly after?: string;
  readonly size?: readonly string[];
  readonly weights?: string;
}

export const defineCompile: DefineCommand = (command) => {
  addWeightOptions(addLimitOption(addModelOptions(command)))
    .option('-o, --output <dir>', 'where model.onnx, train.onnx and model.json go')
    .option('--weights <file>', 'weights to put into model.onnx (default: freshly drawn)')
    .addOption(choiceOption('--emit <stage>', 'print one stage instead', stageNames))
    .addOption(
      choiceOption(
        '--after <pass>',
        'with --emit ops or step: as it is after a pass for onnxruntime',
        passNames,
      ),
    )
    .option('--size <name=number...>', 'with --after: numbers for size variables, as in T=100')
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel compile digits.kmodel -o build\n  kmodel compile digits.kmodel --emit ops\n',
    )
    .action(async (file: string, options: CompileOptions) => {
      if (options.emit !== undefined) return emitStage(file, options.emit, options);
      if (options.output === undefined)
        throw new UsageError(
          '`kmodel compile` needs a folder to write to.',
          'Add `-o DIR`, or `--emit STAGE`.',
        );
      await writeArtifacts(file, options.output, options);
    });
};

function emitStage(file: string, stage: string, options: CompileOptions): void {
  if (!stageNames.includes(stage as (typeof stageNames)[number])) {
    throw new UsageError(`There is no stage \`${stage}\`.`, `There are ${stageNames.join(', ')}.`);
  }
  const graph = stage === 'ast' ? undefined : loadGraph(file, options);
  if (options.after !== undefined) {
    process.stdout.write(`${passText(stage, options.after, graph, options)}\n`);
    return;
  }
  const source = { path: file, text: readFileSync(modelFile(file), 'utf8') };
  process.stdout.write(`${printStage(stage as (typeof stageNames)[number], source, graph)}\n`);
}

function passText(
  stage: string,
  pass: string,
  graph: ModelGraph | undefined,
  { size = [] }: CompileOptions,
): string {
  if ((stage !== 'ops' && stage !== 'step') || !graph) {
    throw new UsageError('`--after` goes with `--emit ops` or `--emit step`.', 'Take `--after` away.');
  }
  const known = passNames.find((name) => name === pass);
  if (!known) throw new UsageError(`There is no pass \`${pass}\`.`, `There are ${passNames.join(', ')}.`);
  return printPass(stage, known, graph, { sizes: new Map(size.map(sizeOf)), block: largestBlock });
}

async function writeArtifacts(file: string, folder: string, options: CompileOptions): Promise<void> {
  const graph = loadGraph(file, options);
  refuseHeadsBefore(graph);
  const model = new Model(graph, await createEngine('auto'));
  const weights = weightsOf(file, options);
  if (weights !== undefined) noteSkipped(await loadWeights(model, weights, weightOptions(options)), weights);
  const predict = onnxPrediction(graph, model.getWeights(), model.describeLearned());
  const artifacts: [string, Uint8Array | string][] = [['model.onnx', predict.file]];
  if (trains(graph)) {
    artifacts.push(['train.onnx', emitOnnx(buildTrainStep(graph).graph, `${graph.name} training step`)]);
  }
  artifacts.push(['model.json', `${JSON.stringify({ summary: summarizeModel(graph), graph }, null, 2)}\n`]);
  for (const [name, content] of artifacts) writeFileAtomic(join(folder, name), content);
  note(`Wrote ${artifacts.map(([name]) => name).join(', ')} to ${folder}.`);
  await model.dispose();
}
