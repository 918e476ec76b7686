import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KmodelError } from '../../errors.ts';

/** A Python that has PyTorch. */
export interface TorchPython {
  /** The path of the interpreter, or what `KMODEL_PYTHON` says. */
  readonly command: string;
  readonly python: string;
  readonly torch: string;
  /** How many CUDA devices PyTorch sees. */
  readonly devices: number;
}

const question =
  'import json, platform, numpy, torch; print(json.dumps([platform.python_version(), torch.__version__, torch.cuda.device_count() if torch.cuda.is_available() else 0]))';

const installHelp =
  'Install PyTorch: `pip install torch numpy`, or `apt-get install python3-torch` on Debian. `KMODEL_PYTHON` names a Python that has it.';

let found: TorchPython | undefined;

/**
 * The Python of `KMODEL_PYTHON`, else the first one on the path that has PyTorch and numpy. Asked once in a process.
 * @param options `anew` asks again
 * @throws KmodelError where there is none, with what to install
 */
export function findTorchPython({ anew = false } = {}): TorchPython {
  if (anew) return search();
  found ??= search();
  return found;
}

function search(): TorchPython {
  const named = process.env.KMODEL_PYTHON;
  if (named !== undefined && named !== '') {
    const known = ask(named);
    if (known) return known;
    throw new KmodelError(`\`KMODEL_PYTHON\` names ${named}, which does not run PyTorch.`, installHelp);
  }
  const commands = pythonsOnPath();
  for (const command of commands) {
    const known = ask(command);
    if (known) return known;
  }
  throw new KmodelError(
    commands.length === 0
      ? 'There is no Python on the path.'
      : 'No Python on the path has PyTorch and numpy.',
    installHelp,
  );
}

function pythonsOnPath(): readonly string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const names = process.platform === 'win32' ? ['python.exe'] : ['python3', 'python'];
  return names.flatMap((name) =>
    folders.map((folder) => join(folder, name)).filter((path) => existsSync(path)),
  );
}

function ask(command: string): TorchPython | undefined {
  const { status, stdout } = spawnSync(command, ['-c', question], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const [python, torch, devices] = JSON.parse(stdout.trim().split('\n').at(-1)!) as [string, string, number];
  return { command, python, torch, devices };
}
