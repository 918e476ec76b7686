import type { Command } from 'commander';

/** Adds a command's options and action; `finish` sets the exit code, `all` are the commands there are. */
export type DefineCommand = (
  command: Command,
  finish: (code: number) => void,
  all: readonly CommandEntry[],
) => void;

export interface CommandEntry {
  readonly name: string;
  /** One line in `kmodel --help`. */
  readonly summary: string;
  readonly load: () => Promise<DefineCommand>;
}

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'Make a small project that runs at once.',
    load: async () => (await import('./init.ts')).defineInit,
  },
  {
    name: 'check',
    summary: 'Report every mistake in model files.',
    load: async () => (await import('./check.ts')).defineCheck,
  },
  {
    name: 'summary',
    summary: 'Show layers, shapes and parameters.',
    load: async () => (await import('./summary.ts')).defineSummary,
  },
  { name: 'graph', summary: 'Draw a model.', load: async () => (await import('./graph.ts')).defineGraph },
  {
    name: 'compile',
    summary: 'Write executable graphs, or print a stage.',
    load: async () => (await import('./compile.ts')).defineCompile,
  },
  {
    name: 'generate',
    summary: 'Write code from a model.',
    load: async () => (await import('./generate.ts')).defineGenerate,
  },
  {
    name: 'import',
    summary: 'Read a model of Keras, tfjs or ONNX as text.',
    load: async () => (await import('./import.ts')).defineImport,
  },
  {
    name: 'data',
    summary: 'Show what data holds.',
    load: async () => (await import('./data.ts')).defineData,
  },
  {
    name: 'train',
    summary: 'Train a model on data.',
    load: async () => (await import('./train.ts')).defineTrain,
  },
  {
    name: 'runs',
    summary: 'List trainings, show one, compare two.',
    load: async () => (await import('./runs.ts')).defineRuns,
  },
  {
    name: 'replay',
    summary: 'Repeat a training and compare it.',
    load: async () => (await import('./replay.ts')).defineReplay,
  },
  {
    name: 'dashboard',
    summary: 'Watch trainings in the browser.',
    load: async () => (await import('./dashboard.ts')).defineDashboard,
  },
  {
    name: 'evaluate',
    summary: 'Compute losses and metrics on data.',
    load: async () => (await import('./evaluate.ts')).defineEvaluate,
  },
  {
    name: 'predict',
    summary: 'Write the predictions for data.',
    load: async () => (await import('./predict.ts')).definePredict,
  },
  {
    name: 'verify',
    summary: 'Hold engines against each other on a model.',
    load: async () => (await import('./verify.ts')).defineVerify,
  },
  {
    name: 'format',
    summary: 'Bring model files into the canonical form.',
    load: async () => (await import('./format.ts')).defineFormat,
  },
  {
    name: 'explain',
    summary: 'Explain a diagnostic.',
    load: async () => (await import('./explain.ts')).defineExplain,
  },
  {
    name: 'doctor',
    summary: 'Tell what runs on this machine.',
    load: async () => (await import('./doctor.ts')).defineDoctor,
  },
  {
    name: 'completion',
    summary: 'Write completion for a shell.',
    load: async () => (await import('./completion.ts')).defineCompletion,
  },
  {
    name: 'lsp',
    summary: 'Serve an editor.',
    load: async () => (await import('./lsp.ts')).defineLsp,
  },
];
