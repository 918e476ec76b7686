/** `kernel_size` as tfjs writes it: `kernelSize`. */
export function camelCase(name: string): string {
  return name.replace(/_+([\p{L}\p{N}])/gu, (_, letter: string) => letter.toUpperCase());
}

/** `HeNormal` as a function or variable: `heNormal`; leading capitals fall together (`LSTM`: `lstm`). */
export function lowerFirst(name: string): string {
  return name.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll}|\P{L}|$)|^\p{Lu}/u, (head) => head.toLowerCase());
}

/**
 * A part of a name as tfjs allows it: letters and digits of ASCII, `_`, `-`, `.`; others become their code,
 * `ä` `u00e4`, so that different names stay different.
 */
export function tfjsPart(name: string): string {
  return name.replace(/[^\w.-]/gu, (letter) => `u${letter.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** A whole name as tfjs allows it: besides, it begins with a letter, a digit or a point. */
export function tfjsName(name: string): string {
  return tfjsPart(name).replace(/^[_-]/, 'x$&');
}

/** The layer that takes an axis off an input of one number a sample; no name of a model has a slash. */
export function scalarLayerName(input: string): string {
  return `${input}/scalar`;
}

/**
 * A layer in the chain that stands for another one, before the last of them, which has its name. Of slashes in the names
 * of weights tfjs leaves parts out.
 */
export function stageName(layer: string, stage: number): string {
  return `${layer}.stage_${stage}`;
}
