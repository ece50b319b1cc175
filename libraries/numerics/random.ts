/** Seeded random numbers: the same seed gives the same numbers on every machine. */

/** Gives uniform numbers in the open interval (0, 1). */
export type Random = () => number

/**
 * A generator of 32-bit quality and period 2^128 − 1, each number made of 53 bits.
 *
 * @param seed - Any whole number; close seeds give unrelated streams.
 * @see Blackman & Vigna (2021), "Scrambled linear pseudorandom number generators", xoshiro128**.
 */
export function seededRandom(seed: number): Random {
  const state = expandSeed(seed)
  const high = 2 ** -27 * 2 ** -26
  return () => {
    // 27 + 26 bits and a half: never 0, never 1.
    const upper = next(state) >>> 5
    const lower = next(state) >>> 6
    return (upper * 2 ** 26 + lower + 0.5) * high
  }
}

/** Four words from one number, none of the generator's bad states. @see Steele, Lea & Flood (2014), SplitMix. */
function expandSeed(seed: number): Uint32Array {
  const state = new Uint32Array(4)
  let high = Math.floor(seed / 2 ** 32) >>> 0
  let low = seed >>> 0
  for (let i = 0; i < 4; i++) {
    low = (low + 0x9e3779b9) >>> 0
    high = (high + 0x7f4a7c15) >>> 0
    state[i] = scramble(low ^ scramble(high))
  }
  return state
}

/** MurmurHash3's finaliser. */
function scramble(word: number): number {
  let mixed = word
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function next(state: Uint32Array): number {
  const product = Math.imul(state[1], 5)
  const result = Math.imul((product << 7) | (product >>> 25), 9)
  const shifted = state[1] << 9
  state[2] ^= state[0]
  state[3] ^= state[1]
  state[1] ^= state[2]
  state[0] ^= state[3]
  state[2] ^= shifted
  state[3] = (state[3] << 11) | (state[3] >>> 21)
  return result >>> 0
}
