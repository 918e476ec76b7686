/** A name of a variable or class as one of a class: `conv_block` is `ConvBlock`. */
export function pascalCase(name: string): string {
  return name.replace(/(^|[_-]+)(\p{L})/gu, (_, __, letter: string) => letter.toUpperCase());
}
