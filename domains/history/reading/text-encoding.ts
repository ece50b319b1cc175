/** In which encoding a text is written, and how it is read; the one place that knows the library for it. */
import { isUtf8 } from 'node:buffer'
import type { Transform } from 'node:stream'
import iconv from 'iconv-lite'
import type { Encoding } from './mapping.ts'

/** Windows-1252 is Latin-1 with the euro sign and typographic quotes in places that Latin-1 leaves empty. */
const labels: Readonly<Record<Encoding, string>> = {
  'utf-8': 'utf8',
  'latin-1': 'win1252',
  'utf-16le': 'utf16le',
  'utf-16be': 'utf16be',
}

/** The encoding of a text by its first bytes; undefined where they are no text. */
export function guessEncoding(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head.includes(0)) return utf16Of(head)
  const controls = head.subarray(0, 2 ** 16).filter((byte) => byte < 32 && ![9, 10, 13].includes(byte)).length
  if (controls > head.length / 100) return undefined
  return isUtf8(withoutCutCharacter(head)) ? 'utf-8' : 'latin-1'
}

/** Latin letters in UTF-16 have a zero in every second place. */
function utf16Of(head: Uint8Array): Encoding | undefined {
  const sample = head.subarray(0, 2 ** 12)
  const zeros = (parity: number) => sample.filter((byte, place) => byte === 0 && place % 2 === parity).length
  const [even, odd] = [zeros(0), zeros(1)]
  if (odd > sample.length / 5 && even < odd / 10) return 'utf-16le'
  return even > sample.length / 5 && odd < even / 10 ? 'utf-16be' : undefined
}

/** `bytes` as text, without a byte order mark. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  return iconv.decode(encoding === 'utf-8' ? withoutCutCharacter(bytes) : bytes, labels[encoding])
}

/** A stream that takes bytes and gives text. */
export function decoding(encoding: Encoding): Transform {
  return iconv.decodeStream(labels[encoding]) as unknown as Transform
}

/** `bytes` without a character of UTF-8 that the end cuts through. */
export function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < length ? bytes.subarray(0, bytes.length - back) : bytes
    }
  }
  return bytes
}
