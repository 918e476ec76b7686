const known = new Map<string, string>();

/** Keras's own rule from a class to the name of its first layer: `ReLU` is `re_lu`, `MaxPooling2D` `max_pooling2d`. */
export function snakeCase(name: string): string {
  let snake = known.get(name);
  if (snake === undefined) {
    snake = name
      .replace(/(.)(\p{Lu}\p{Ll}+)/gu, '$1_$2')
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
      .toLowerCase();
    known.set(name, snake);
  }
  return snake;
}
