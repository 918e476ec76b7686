import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { openSizes } from '../../compiler/shapes/open-sizes.ts';
import { expandComposites } from '../../compiler/ops/expand-composites.ts';
import type { OpGraph } from '../../compiler/ops/types.ts';
import { helperTexts, sharedText } from '../../compiler/targets/pytorch/ops/helpers.ts';
import { asTensor, type HelperName } from '../../compiler/targets/pytorch/ops/code.ts';
import { torchSpelling } from '../../compiler/targets/pytorch/ops/spelling.ts';
import { nameCode } from '../../compiler/targets/python/ops/code.ts';
import { linesOf } from '../../compiler/targets/python/statements.ts';
import { printGraph } from '../../compiler/targets/python/ops/print-graph.ts';
import { flat } from '../../compiler/targets/python/expressions.ts';
import { PythonScope } from '../../compiler/targets/python/names.ts';
import { findTorchPython, type TorchPython } from '../../runtime/engines/torch/find-python.ts';
import type { Evaluator } from '../compiler/support/evaluate.ts';

/** A Python with PyTorch; undefined where this machine has none. */
export const torchPython: TorchPython | undefined = find();

function find(): TorchPython | undefined {
  try {
    return findTorchPython();
  } catch (error) {
    // Tests that need it are left out, and say why.
    process.stderr.write(`Generated Python is not run here: ${(error as Error).message}\n`);
    return undefined;
  }
}

/** Answers one line of JSON, `{"code", "inputs"}`, by one line: what `run(inputs)` of the code gives. */
const server = `
import json, sys, math
import torch, numpy
from torch import nn
import torch.nn.functional as F
torch.set_num_threads(1)
replies = sys.stdout
sys.stdout = sys.stderr
def tensor(value):
    return torch.tensor(value["data"], dtype=getattr(torch, value["dtype"])).reshape(value["shape"])
for line in sys.stdin:
    try:
        request = json.loads(line)
        names = {"torch": torch, "nn": nn, "F": F, "math": math, "numpy": numpy, "tensor": tensor}
        exec(request["code"], names)
        reply = names["run"](request["inputs"])
    except Exception as error:
        reply = {"error": repr(error), "code": request["code"]}
    print(json.dumps(reply), file=replies, flush=True)
`;

let running:
  { readonly child: ChildProcessWithoutNullStreams; readonly replies: AsyncIterator<string> } | undefined;

/** Runs a program's `run(inputs)` in the one Python of this process. */
export async function askTorch(code: string, inputs: unknown): Promise<unknown> {
  if (!running) {
    const child = spawn(torchPython!.command, ['-c', server]);
    child.stderr.pipe(process.stderr);
    const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    running = { child, replies };
    child.unref();
  }
  running.child.stdin.write(`${JSON.stringify({ code, inputs })}\n`);
  const { value, done } = await running.replies.next();
  if (done) throw new Error('Python has ended.');
  const reply = JSON.parse(value) as { readonly error?: string; readonly code?: string };
  if (reply?.error !== undefined) throw new Error(`${reply.error}\n${reply.code}`);
  return reply;
}

/** An op graph as a function `run(inputs)` of PyTorch. */
export function graphCode(graph: OpGraph): string {
  const scope = new PythonScope(undefined, ['torch', 'nn', 'F', 'math', 'inputs', 'values', 'device']);
  const names = new Map(graph.inputs.map(({ name }) => [name, scope.claim(name)]));
  const sizes = new Map<string, string>();
  for (const { name, tensor } of graph.inputs)
    tensor.shape.forEach((size, axis) => {
      const [open] = openSizes(size);
      if (open !== undefined) sizes.set(open, `${names.get(name)!}.shape[${axis}]`);
    });
  const helpers = new Set<HelperName>();
  const { statements, outputs } = printGraph(expandComposites(graph), {
    input: (name) => nameCode(names.get(name)!),
    spelling: torchSpelling({
      sizeName: (name) => sizes.get(name)!,
      device: () => '"cpu"',
      helper: (name) => {
        helpers.add(name);
        return name;
      },
      functional: (name) => `F.${name}`,
    }),
    claim: (wanted) => scope.claim(wanted),
    indent: '    ',
  });
  const entries = graph.outputs.map(({ name, tensor }, index) => {
    const text = flat(asTensor(outputs[index]!, tensor.dtype, () => '"cpu"').expression);
    return `        ${JSON.stringify(name)}: {"shape": list((${text}).shape), "data": (${text}).flatten().tolist(), "dtype": str((${text}).dtype)},`;
  });
  return [
    sharedText,
    ...[...helpers].map((name) => helperTexts[name].text),
    'def run(inputs):',
    ...[...names].map(([name, variable]) => `    ${variable} = tensor(inputs[${JSON.stringify(name)}])`),
    ...linesOf(statements),
    '    return {',
    ...entries,
    '    }',
  ].join('\n');
}

/** Runs op graphs as programs of PyTorch. */
export const runTorch: Evaluator = async (graph, inputs) => {
  const fed = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape, data }]) => [name, { dtype, shape, data: [...data] }]),
  );
  return (await askTorch(graphCode(graph), fed)) as Awaited<ReturnType<Evaluator>>;
};
