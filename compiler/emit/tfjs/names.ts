/** `kernel_size` as tfjs writes it: `kernelSize`. */
export function camelCase(name: string): string {
  return name.replace(/_+([\p{L}\p{N}])/gu, (_, letter: string) => letter.toUpperCase());
}

/** `HeNormal` as a function or variable: `heNormal`; leading capitals fall together (`LSTM`: `lstm`). */
export function lowerFirst(name: string): string {
  return name.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll}|\P{L}|$)|^\p{Lu}/u, (head) => head.toLowerCase());
}
