import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveText } from '../../../../compiler/targets/pytorch/python/serve-text.ts';
import { torchPython } from '../../../support/torch.ts';

/** Two processes, of which each looks at the module of its number. */
const script = `
import os, sys
import serve
from torch import distributed

def ask(names):
    os.path.exists("meeting") and os.remove("meeting")
    child = os.fork()
    rank = 0 if child else 1
    distributed.init_process_group("gloo", init_method="file://" + os.path.abspath("meeting"), rank=rank, world_size=2)
    found = serve.is_alike(names[rank])
    distributed.destroy_process_group()
    if not child:
        os._exit(found)
    assert os.waitstatus_to_exitcode(os.wait()[1]) == found, "both say the same"
    return found

print(serve.is_alike("absent.py"), ask(["a.py", "same.py"]), ask(["a.py", "b.py"]), file=sys.stderr)
`;

describe.skipIf(!torchPython || process.platform === 'win32')(
  'the program that runs a module for kmodel',
  () => {
    let folder: string;
    beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'kmodel-serve-'))));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('tells processes of one model from those of several', () => {
      for (const [name, text] of Object.entries({
        'serve.py': serveText,
        'ask.py': script,
        'a.py': 'x = 1\n',
        'same.py': 'x = 1\n',
        'b.py': 'x = 2\n',
      }))
        writeFileSync(join(folder, name), text);
      const { status, stderr } = spawnSync(torchPython!.command, ['ask.py'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect({ status, said: stderr.trim().split('\n').at(-1) }).toEqual({
        status: 0,
        // Of one process alone, nothing is read.
        said: 'True True False',
      });
    });
  },
);
