/** Text into rows of fields, for the first rows of a file; the whole file is read by the engine. */

/** Rows of `text` by RFC 4180; a last row that has no end is left out unless `complete`. Blank lines are no rows. */
export function splitRows(
  text: string,
  delimiter: string,
  options: { readonly complete: boolean; readonly limit: number },
): readonly (readonly string[])[] {
  return delimiter === 'spaces' ? splitAtSpaces(text, options) : splitAtDelimiter(text, delimiter, options)
}

interface SplitOptions {
  readonly complete: boolean
  readonly limit: number
}

/** The fields of one line whose columns stand apart by runs of blanks. */
export function fieldsBetweenSpaces(line: string): readonly string[] {
  const trimmed = line.trim()
  return trimmed === '' ? [] : trimmed.split(/\s+/)
}

function splitAtSpaces(text: string, { complete, limit }: SplitOptions) {
  const lines = text.split(/\r\n|\n|\r/)
  const whole = complete ? lines : lines.slice(0, -1)
  const rows: (readonly string[])[] = []
  for (const line of whole) {
    if (rows.length === limit) break
    const fields = fieldsBetweenSpaces(line)
    if (fields.length > 0) rows.push(fields)
  }
  return rows
}

function splitAtDelimiter(text: string, delimiter: string, { complete, limit }: SplitOptions) {
  const rows: (readonly string[])[] = []
  let fields: string[] = []
  let place = 0
  while (place < text.length && rows.length < limit) {
    const field = readField(text, place, delimiter)
    if (field.end === text.length && !complete) return rows
    fields.push(field.value)
    place = field.end
    if (text[place] === delimiter) {
      place += 1
      if (place === text.length) fields.push('')
      else continue
    } else place += text.startsWith('\r\n', place) ? 2 : 1
    if (fields.length > 1 || fields[0] !== '') rows.push(fields)
    fields = []
  }
  return rows
}

/** A field from `start` on, and where it ends: at a delimiter, a line end, or the end of the text. */
function readField(text: string, start: number, delimiter: string): { value: string; end: number } {
  let place = start
  if (text[place] === '"') {
    let value = ''
    for (;;) {
      const quote = text.indexOf('"', place + 1)
      if (quote < 0) return { value: text.slice(start), end: text.length }
      value += text.slice(place + 1, quote)
      place = quote + 1
      if (text[place] !== '"') break
      value += '"'
    }
    return { value, end: endOfField(text, place, delimiter) }
  }
  const end = endOfField(text, place, delimiter)
  return { value: text.slice(start, end), end }
}

function endOfField(text: string, start: number, delimiter: string): number {
  let end = start
  while (end < text.length) {
    const character = text[end]
    if (character === delimiter || character === '\n' || character === '\r') break
    end += 1
  }
  return end
}
