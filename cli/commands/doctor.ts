import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { ExitCode } from '../exit-codes.ts';
import type { GpuProbe } from '../gpu-probe.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { ownModule } from '../../runtime/package-files.ts';
import { withTfjs } from '../../runtime/tfjs/installed.ts';
import { outputColors as colors, printJson } from '../report.ts';
import { version } from '../version.ts';
import type { DefineCommand } from './index.ts';

interface Finding {
  readonly name: string;
  readonly works: boolean;
  readonly version?: string;
  /** Why it does not work, or what it is good for. */
  readonly detail: string;
  readonly advice?: string;
}

export const defineDoctor: DefineCommand = (command, finish) => {
  command
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  kmodel doctor\n')
    .action(async (options: { readonly json?: boolean }) => {
      const findings = [await examineOnnx(), examineGpu(), ...(await examineTfjs()), await examineTorch()];
      const machine = {
        kmodel: version(),
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        cores: cpus().length,
        memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      };
      if (options.json) printJson({ ...machine, engines: findings });
      else print(machine, findings);
      if (!findings.some(({ works }) => works)) finish(ExitCode.failed);
    });
};

async function examineOnnx(): Promise<Finding> {
  const name = 'onnxruntime-node';
  try {
    const { createOnnxEngine } = await import('../../runtime/engines/onnx/engine.ts');
    const { defaultThreads } = await import('../../runtime/engines/onnx/cores.ts');
    const engine = await createOnnxEngine();
    const threads = defaultThreads();
    return {
      name,
      works: true,
      version: engine.description.replace('onnxruntime ', ''),
      detail: `the engine \`onnx\`${threads === undefined ? '' : `, on ${threads} thread${threads === 1 ? '' : 's'}`}`,
    };
  } catch (error) {
    return {
      name,
      works: false,
      detail: error instanceof Error ? error.message.split('\n')[0]! : String(error),
      advice:
        'npm installs its native library for Linux and Windows on x64 and arm64, and macOS on arm64, as an optional dependency: run `npm install` again on this machine, without `--omit=optional`.',
    };
  }
}

/** What `--device gpu` would run on, looked for by a process of its own: a driver's words and faults stay there. */
function examineGpu(): Finding {
  const name = 'GPU';
  const script = ownModule('cli/gpu-probe');
  const { stdout } = spawnSync(process.execPath, [...process.execArgv, script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const broken: GpuProbe = { message: 'The driver of the GPU ends a process that uses it.' };
  const found = stdout ? (JSON.parse(stdout) as GpuProbe) : broken;
  if (found.name !== undefined) {
    const floats = found.half ? 'with float16' : 'without float16';
    const detail = `the engine \`onnx\` with \`--device gpu\`, on ${found.name}, ${floats}`;
    return { name, works: true, detail };
  }
  return {
    name,
    works: false,
    detail: found.message!,
    ...(found.help !== undefined && { advice: `Only \`--device gpu\` needs it: ${found.help}` }),
  };
}

/** tfjs-node, tfjs-node-gpu, wasm and plain JavaScript, each by itself. */
async function examineTfjs(): Promise<readonly Finding[]> {
  try {
    return await (await withTfjs(() => import('../../runtime/engines/tfjs/examine.ts'))).examineBackends();
  } catch (error) {
    return [
      {
        name: '@tensorflow/tfjs-core',
        works: false,
        detail: error instanceof Error ? error.message.split('\n')[0]! : String(error),
        advice: `Only the engine \`tfjs\` and what writes tfjs models need it: ${error instanceof KmodelError ? error.help : 'run `npm install` again.'}`,
      },
    ];
  }
}

/** The Python that `--engine torch` would start. */
async function examineTorch(): Promise<Finding> {
  const { findTorchPython } = await import('../../runtime/engines/torch/find-python.ts');
  const name = 'PyTorch';
  try {
    const { command, python, torch, devices } = findTorchPython();
    const device = devices > 0 ? 'with CUDA' : 'without CUDA';
    return {
      name,
      works: true,
      version: torch,
      detail: `the engine \`torch\`, ${device}, on Python ${python}, ${command}`,
    };
  } catch (error) {
    if (!(error instanceof KmodelError)) throw error;
    return {
      name,
      works: false,
      detail: error.message,
      ...(error.help !== undefined && { advice: `Only the engine \`torch\` needs it: ${error.help}` }),
    };
  }
}

function print(machine: Readonly<Record<string, string | number>>, findings: readonly Finding[]): void {
  const lines = Object.entries(machine).map(([name, value]) => `${name.padEnd(10)} ${value}`);
  lines.push('');
  for (const { name, works, version: found, detail, advice } of findings) {
    const mark = works ? colors.green('works') : colors.yellow('absent');
    lines.push(`${mark.padEnd(6)} ${name}${found ? ` ${found}` : ''}: ${detail}`);
    if (advice) lines.push(`       ${colors.cyan('help')}: ${advice}`);
  }
  process.stdout.write(lines.join('\n') + '\n');
}
