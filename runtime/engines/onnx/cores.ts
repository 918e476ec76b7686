import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Threads within one op where nobody says how many: `OMP_NUM_THREADS`, as for other libraries of this kind, or the
 * cores that this process may use. Undefined where the system does not tell of cores: onnxruntime then asks the
 * processor itself, which in virtual machines often takes two cores for one.
 */
export function defaultThreads(): number | undefined {
  const asked = Number(process.env.OMP_NUM_THREADS);
  if (Number.isInteger(asked) && asked > 0) return asked;
  const cores = countCores((path) => readFileSync(path, 'utf8'));
  return cores && Math.min(cores, availableParallelism());
}

/**
 * Cores that this process may use, by what Linux says of them: of the threads of a core, one counts.
 * @param read gives the text of a file, or throws
 * @returns undefined where there is nothing to read, as on other systems
 */
export function countCores(read: (path: string) => string): number | undefined {
  try {
    const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(read('/proc/self/status'))![1]!;
    const siblings = numbersOf(allowed).map((cpu) =>
      read(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`).trim(),
    );
    return new Set(siblings).size || undefined;
  } catch {
    return undefined;
  }
}

/** The numbers of a list as Linux writes it: `0-3,8`. */
function numbersOf(list: string): readonly number[] {
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number) as [number, number?];
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}
