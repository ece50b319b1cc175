/**
 * The public form of an identity: a TypeID (`idn_` and a UUIDv7 in base 32) that is computed from the identity's number
 * and the import that first heard it, and read back. See docs/decisions/0002-number-identities.md.
 */

/** The import under which identities of a range of numbers were first heard. */
export interface IdentityOrigin {
  readonly firstNumber: number
  readonly lastNumber: number
  /** Milliseconds since the epoch. */
  readonly recordedAt: number
  /** 74 random bits in hex, drawn once for the import. */
  readonly salt: string
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
/** The last seven characters hold the number, each five bits. */
const tailCharacters = 7
const lowBits = 30
const lowMask = 2 ** lowBits - 1

/** Three characters for every number of fifteen bits. */
const triples = Array.from({ length: 2 ** 15 }, (_, number) => characters(BigInt(number), 3))

/** Makes the ids of one origin. */
export function identityIds(origin: IdentityOrigin): (number: number) => string {
  const { head, maskHigh, maskLow } = partsOf(origin)
  return (number) => {
    const high = maskHigh ^ Math.floor(number / 2 ** lowBits)
    const low = maskLow ^ (number & lowMask)
    return `${head}${alphabet[high]}${triples[low >>> 15]}${triples[low & 0x7fff]}`
  }
}

/** The number behind `id`, or undefined where it is of none of `origins`. */
export function identityNumber(origins: readonly IdentityOrigin[], id: string): number | undefined {
  const head = id.slice(0, -tailCharacters)
  const tail = Array.from(id.slice(-tailCharacters), (character) => alphabet.indexOf(character))
  if (tail.includes(-1)) return undefined
  for (const origin of origins) {
    const parts = partsOf(origin)
    if (parts.head !== head) continue
    const low = tail.slice(1).reduce((value, digit) => value * 32 + digit, 0)
    const number = (parts.maskHigh ^ (tail[0] ?? 0)) * 2 ** lowBits + ((parts.maskLow ^ low) >>> 0)
    if (number >= origin.firstNumber && number <= origin.lastNumber) return number
  }
  return undefined
}

/** What all ids of an origin share, and what their numbers are masked with. */
function partsOf({ recordedAt, salt }: IdentityOrigin) {
  const random = BigInt(`0x${salt}`) & (2n ** 74n - 1n)
  const first = random >> 62n
  const rest = random & (2n ** 62n - 1n)
  const uuid = (BigInt(recordedAt) << 80n) | (7n << 76n) | (first << 64n) | (2n << 62n) | rest
  const tailBits = BigInt(tailCharacters * 5)
  const mask = uuid & (2n ** tailBits - 1n)
  return {
    head: `idn_${characters(uuid >> tailBits, 26 - tailCharacters)}`,
    maskHigh: Number(mask >> BigInt(lowBits)),
    maskLow: Number(mask & BigInt(lowMask)),
  }
}

function characters(value: bigint, count: number): string {
  let text = ''
  let rest = value
  for (let place = 0; place < count; place++) {
    text = `${alphabet[Number(rest & 31n)]}${text}`
    rest >>= 5n
  }
  return text
}
