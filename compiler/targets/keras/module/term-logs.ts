import type { ModelGraph } from '../../../graph/model-graph.ts';
import { call, dictionary, stringText, type PythonExpression } from '../../python/expressions.ts';

/** The class that a script brings along where Keras would log other names than kmodel. */
export const termLogsName = 'TermLogs';

/** A callback that goes before all others: they and the history then read the names of the text. */
export const termLogsText = `class ${termLogsName}(keras.callbacks.Callback):
    """Logs what layers add to the loss, and what outputs come to under the names of heads."""

    def __init__(self, terms, heads):
        super().__init__()
        self.terms = terms
        self.heads = heads

    def on_epoch_begin(self, epoch, logs=None):
        self.validated = {}
        self.begin()

    def on_test_begin(self, logs=None):
        self.present = {
            name: ops.convert_to_numpy(self.seen(name)).copy() for name in self.terms
        }
        self.begin()

    def on_test_end(self, logs=None):
        self.validated = {f"val_{name}": mean for name, mean in self.means().items()}
        for name, present in self.present.items():
            self.seen(name).assign(present)

    def on_epoch_end(self, epoch, logs=None):
        found = {self.named(name): value for name, value in logs.items()}
        logs.clear()
        logs.update({**found, **self.means(), **self.validated})

    def begin(self):
        for name in self.terms:
            self.seen(name).assign(ops.zeros(2))

    def means(self):
        seen = {name: ops.convert_to_numpy(self.seen(name)) for name in self.terms}
        return {name: float(total / count) for name, (total, count) in seen.items()}

    def seen(self, name):
        return self.model.get_layer(self.terms[name]).seen

    def named(self, name):
        plain = name.removeprefix("val_")
        for output, head in self.heads.items():
            if plain.startswith(f"{output}_"):
                return name[: len(name) - len(plain)] + head + plain[len(output) :]
        return name
`;

/**
 * The callback, with the layers of the terms by what they log, and heads by the layers that make them; undefined where
 * Keras logs the names of the text by itself.
 * @param outputs the names of the layers that make the heads
 */
export function termLogs(
  graph: ModelGraph,
  outputs: readonly string[],
  terms: readonly (readonly [log: string, layer: string])[],
): PythonExpression | undefined {
  // A layer that makes two heads says not which of them is meant.
  const isTold = outputs.length > 1 && new Set(outputs).size === outputs.length;
  const renamed = graph.heads
    .map(({ name }, index) => [outputs[index]!, name] as const)
    .filter(([output, head]) => isTold && output !== head)
    // Of two names of which one begins the other, the longer one is meant.
    .sort(([a], [b]) => b.length - a.length);
  if (terms.length === 0 && renamed.length === 0) return undefined;
  const asDictionary = (pairs: readonly (readonly [string, string])[]): PythonExpression =>
    pairs.length === 0 ? '{}' : dictionary(pairs.map(([key, value]) => [key, stringText(value)]));
  return call(termLogsName, [asDictionary(terms), asDictionary(renamed)]);
}
