/** True where an array holds neither NaN nor infinity. Engines may have a faster one than {@link allFinite}. */
export type FiniteCheck = (data: Float32Array) => boolean;

/** The bits of a float32 that say its exponent: all are set in NaN and infinity, and in them alone (IEEE 754). */
const exponent = 0x7f80_0000;

/**
 * Looks at whole numbers rather than at floats: a loop over those is quick from its first call on, where sums of
 * floats wait for the compiler of JavaScript to know them.
 */
export const allFinite: FiniteCheck = (data) => {
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  let index = 0;
  for (const end = bits.length - 3; index < end; index += 4) {
    if (
      (bits[index]! & exponent) === exponent ||
      (bits[index + 1]! & exponent) === exponent ||
      (bits[index + 2]! & exponent) === exponent ||
      (bits[index + 3]! & exponent) === exponent
    )
      return false;
  }
  for (; index < bits.length; index++) if ((bits[index]! & exponent) === exponent) return false;
  return true;
};
