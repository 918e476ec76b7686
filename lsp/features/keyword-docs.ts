/** What words and signs of the language mean, for hovers: one sentence, and an example. */
const docs: ReadonlyMap<string, readonly [sentence: string, example: string]> = new Map([
  ['model', ['A model: what flows in, what it makes of it, and how it is trained.', 'model Line {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n}']],
  ['block', ['A piece of graph that models and blocks use as a layer; each use has weights of its own.', 'block Double(units: int) {\n  input x\n  return x -> Dense(units) -> Dense(units)\n}']],
  ['const', ['A value with a name, for all of the file and for those that import it.', 'const width = 64']],
  ['import', ['Takes constants, blocks and models of another file.', 'import { Residual } from "./blocks.kmodel"']],
  ['from', ['The file of an `import`: a path from this file, or `"kmodel:…"` for the library.', 'import { Residual } from "./blocks.kmodel"']],
  ['extends', ['The model has everything that another one has; `override` replaces parts of it.', 'model Large extends Small {\n  override branch wide = x -> Dense(512)\n}']],
  ['override', ['Replaces a declaration of the model that is extended.', 'override branch wide = x -> Dense(512)']],
  ['input', ['What flows in: the type of one sample, without the batch axis.', 'input image: float32[28, 28, 1]\ninput town: string']],
  ['branch', ['A tensor with a name.', 'branch features = image -> Flatten() -> Dense(64)']],
  ['shared', ['Layers with one set of weights, however often they are used.', 'shared encoder = LSTM(32)']],
  ['head', ['What the model predicts, with its loss and metrics.', 'head y = features -> Dense(1) { loss: mse }']],
  ['return', ['The result of a block, layer or component.', 'return x -> Dense(8)']],
  ['train', ['How the model is trained.', 'train {\n  optimizer: Adam()\n  epochs: 10\n}']],
  ['data', ['Where the data of the model is, and which columns go where.', 'data {\n  source: "penguins.csv"\n  validation: 0.2\n}']],
  ['layer', ['A layer of functions and weights, used like one that comes with kmodel.', 'layer Scaled() {\n  input x: float32[..., D]\n  weight scale: float32[D] = Ones()\n  return x * scale\n}']],
  ['weight', ['Numbers that training changes, in a `layer`: their type, and what they start from.', 'weight kernel: float32[D, units] = GlorotUniform()']],
  ['update', ['What a weight becomes after a step of training, without any gradient.', 'update moving = 0.9 * moving + 0.1 * mean(x, axis: 0)']],
  ['objective', ['A term of the total loss that needs no target, averaged over samples.', 'objective small = sum(square(code), axis: -1) { weight: 0.01 }']],
  ['expect', ['What must hold of the model: an error where it does not.', 'expect params <= 5M']],
  ['step', ['One part of a training in turns: what it makes small, and what it changes.', 'step judge { minimize: [real, fake], update: [critic] }']],
  ['activation', ['An activation of your own.', 'activation swish2(x, beta: float = 1.0) = x * sigmoid(beta * x)']],
  ['loss', ['What training makes small; at the top of a file, a loss of your own.', 'loss squares(y_true, y_pred) = mean(square(y_true - y_pred), axis: -1)']],
  ['metric', ['A metric of your own, meant over the whole epoch.', 'metric rmse(y_true, y_pred) = sqrt(mean(square(y_true - y_pred)))']],
  ['regularizer', ['A penalty on a weight of your own.', 'regularizer l15(w, strength: float) = strength * sum(abs(w) ** 1.5)']],
  ['constraint', ['What a weight must be after every step, of your own.', 'constraint unit_interval(w) = clip(w, 0, 1)']],
  ['schedule', ['A learning rate that follows the number of the step, of your own.', 'schedule falling(step, start: float = 0.1) = start / (1 + step)']],
  ['repeat', ['Layers several times, one behind the other, each with weights of its own.', 'x -> repeat 3 { Dense(64) -> ReLU() }']],
  ['for', ['Layers once for each entry of a list.', 'x -> for units in [64, 32] { Dense(units) }']],
  ['in', ['The list of a `for`.', 'x -> for units in [64, 32] { Dense(units) }']],
  ['if', ['Layers by a condition on parameters and constants, decided before anything runs.', 'x -> if deep { Dense(64) } else { Dense(8) }']],
  ['else', ['The layers of an `if` whose condition is false.', 'x -> if deep { Dense(64) } else { Dense(8) }']],
  ['and', ['True where both conditions are.', 'if deep and units > 8 { … }']],
  ['or', ['True where one of the conditions is, or both.', 'if deep or wide { … }']],
  ['not', ['True where the condition is false.', 'if not deep { … }']],
  ['true', ['The boolean value.', 'use_bias: true']],
  ['false', ['The boolean value.', 'use_bias: false']],
  ['none', ['No value, where an argument may have none.', 'activation: none']],
  ['->', ['What stands on the left flows into the layer on the right.', 'x -> Dense(8) -> Dense(1)']],
  ['...', ['Any leading axes, in the type of what flows into a `layer`.', 'input x: float32[..., D]']],
  ['?', ['A size that is unknown, and equal to no other.', 'input x: float32[?, 64]']],
]); // prettier-ignore

/** The Markdown of a word or sign; undefined for those of users. */
export function keywordDoc(word: string): string | undefined {
  const found = docs.get(word);
  if (!found) return undefined;
  const [sentence, example] = found;
  return `${sentence}\n\n\`\`\`kmodel\n${example}\n\`\`\``;
}
