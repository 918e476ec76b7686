import { randomNumbers } from '../../lsp/support/random-edits.ts';

/** How long one fuzz test looks for new mistakes, in milliseconds; `KMODEL_FUZZ_MS` gives it longer. */
const budget = Number(process.env['KMODEL_FUZZ_MS'] ?? 4000);

/** How long the runner waits for a test: a failure is made smaller before it is shown. */
export const patience = budget + 60_000;

/** One attempt of a campaign: what it drew can be drawn again from its seed. */
export interface Attempt {
  readonly seed: number;
  readonly random: () => number;
  /** A whole number below `count`. */
  readonly pick: (count: number) => number;
  readonly choose: <T>(items: readonly T[]) => T;
}

/** The attempt that a seed stands for. */
export function attempt(seed: number): Attempt {
  const random = randomNumbers(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  return { seed, random, pick, choose: (items) => items[pick(items.length)]! };
}

/**
 * Attempts with fresh seeds until the budget is spent, then says how many there were and with which seeds.
 * `KMODEL_FUZZ_SEED=N` makes one attempt alone, that of a failure.
 * @param run throws where something is wrong; the seed is put in front of its message
 */
export async function campaign(name: string, run: (attempt: Attempt) => void | Promise<void>): Promise<void> {
  const given = process.env['KMODEL_FUZZ_SEED'];
  const first = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  const end = performance.now() + budget;
  let seed = first;
  do {
    try {
      await run(attempt(seed));
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      cause.message = `KMODEL_FUZZ_SEED=${seed} shows it again.\n${cause.message}`;
      throw cause;
    }
    seed++;
  } while (given === undefined && performance.now() < end);
  process.stdout.write(`${name}: ${seed - first} attempts, seeds ${first} to ${seed - 1}\n`);
}
