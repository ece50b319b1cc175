/** A first line such as `sep=;`, which tells spreadsheets what stands between columns and is no row. */

export interface SeparatorLine {
  readonly delimiter: string
  /** Length of the line with its end, and of a byte order mark before it. */
  readonly bytes: number
}

/** The line, where `head`, the first bytes of a text of one byte a sign, begins with one. */
export function separatorLine(head: Uint8Array): SeparatorLine | undefined {
  const start = Buffer.from(head.subarray(0, 16)).toString('latin1')
  const match = /^(?:\u00ef\u00bb\u00bf)?sep=([^"\r\n])(?:\r\n|\n|\r)/i.exec(start)
  const [line = '', delimiter] = match ?? []
  return delimiter === undefined ? undefined : { delimiter, bytes: line.length }
}
