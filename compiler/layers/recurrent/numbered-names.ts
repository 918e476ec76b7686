import { snakeCase } from '../../names/snake-case.ts';

/** Names of layers by their classes, as Keras gives them: `lstm_cell`, `gru_cell`, `lstm_cell_1`. */
export function numberedNames(classes: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  return classes.map((each) => {
    const snake = snakeCase(each);
    const count = counts.get(snake) ?? 0;
    counts.set(snake, count + 1);
    return count === 0 ? snake : `${snake}_${count}`;
  });
}
