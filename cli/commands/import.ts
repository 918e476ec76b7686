import { createMemoryHost } from '../../compiler/index.ts';
import { importModel } from '../../runtime/import/import-model.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { isFile, isFolder, writeFileAtomic } from '../../runtime/files.ts';
import { load } from '../../runtime/load.ts';
import { isSavedModel } from '../../runtime/saved/ending.ts';
import { saveModel } from '../../runtime/saved/save-model.ts';
import { writeSafetensors } from '../../runtime/weights/safetensors.ts';
import { addLimitOption, type LimitOption } from '../data-options.ts';
import { createEngine } from '../engine.ts';
import { UsageError } from '../exit-codes.ts';
import { shownPath } from '../host.ts';
import { note } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface ImportOptions extends LimitOption {
  readonly output?: string;
  readonly weights?: string;
  readonly force?: boolean;
}

export const defineImport: DefineCommand = (command) => {
  addLimitOption(command)
    .argument(
      '<path>',
      'a model that Keras saved, .keras, .h5 or .json, the model.json of tfjs, or a .onnx file',
    )
    .option(
      '-o, --output <file>',
      'the model file to write, FILE.kmodel; or FILE.kmodel.zip, with weights and the state of the optimizer',
    )
    .option('--weights <file>', 'also write its weights, FILE.safetensors')
    .option('--force', 'replace files that are there')
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel import resnet50.keras -o resnet50.kmodel --weights resnet50.safetensors\n  kmodel import model.json -o model.kmodel\n  kmodel import web/digits/model.json -o digits.kmodel --weights digits.safetensors\n  kmodel import resnet18.onnx -o resnet18.kmodel --weights resnet18.safetensors\n  kmodel import digits.keras -o digits.kmodel.zip    with all that a training goes on with\n',
    )
    .action(async (path: string, options: ImportOptions) => {
      const { output, weights, force = false } = options;
      if (output === undefined)
        throw new UsageError('`kmodel import` needs a file to write to.', 'Add `-o FILE.kmodel`.');
      const isWhole = isSavedModel(output);
      if (!output.endsWith('.kmodel') && !isWhole)
        throw new UsageError(
          `\`-o ${output}\` is no model file.`,
          'End it in `.kmodel`, or in `.kmodel.zip`.',
        );
      if (isWhole && weights !== undefined)
        throw new UsageError(`${output} holds the weights itself.`, 'Leave `--weights` out.');
      if (weights !== undefined && !weights.endsWith('.safetensors'))
        throw new UsageError(`\`--weights ${weights}\` is no file of weights.`, 'End it in `.safetensors`.');
      for (const file of [output, weights]) refuseToOverwrite(file, force);
      if (isWhole) return writeWhole(path, output, options);
      const imported = await importModel(path, {
        maxUnpacked: options.maxUnpacked,
        weights: weights !== undefined,
      });
      if (weights !== undefined) {
        if (!imported.weights) throw new KmodelError(`${path} holds no weights.`, 'Leave `--weights` out.');
        const metadata = { format: 'kmodel weights 2', model: imported.model };
        writeSafetensors(weights, { tensors: imported.weights, metadata });
        note(`Wrote ${shownPath(weights)}.`);
      }
      writeFileAtomic(output, imported.text);
      note(`Wrote ${shownPath(output)}.`);
    });
};

/** Writes text, weights and the state of the optimizer in one file. */
async function writeWhole(path: string, output: string, options: LimitOption): Promise<void> {
  const imported = await importModel(path, { maxUnpacked: options.maxUnpacked, optimizer: true });
  if (!imported.weights)
    throw new KmodelError(`${path} holds no weights.`, 'Write the text alone: `-o FILE.kmodel`.');
  const host = createMemoryHost({ 'model.kmodel': imported.text });
  const engine = await createEngine('auto');
  const model = await load('model.kmodel', { host, model: imported.model, engine });
  try {
    model.setWeights(imported.weights);
    if (imported.optimizer) model.setState(imported.optimizer);
    saveModel(model, output);
  } finally {
    await model.dispose();
  }
  if (imported.optimizer) note('The state of the optimizer comes along: a training goes on with it.');
  note(`Wrote ${shownPath(output)}.`);
}

function refuseToOverwrite(path: string | undefined, force: boolean): void {
  if (path === undefined) return;
  if (isFolder(path)) throw new KmodelError(`${shownPath(path)} is a folder.`, 'Name a file.');
  if (force || !isFile(path)) return;
  throw new KmodelError(
    `${shownPath(path)} is there already.`,
    'Choose another name, or replace it with `--force`.',
  );
}
