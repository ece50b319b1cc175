import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { importFile, listRejects, undoImport } from './history.actions.ts'
import { anEmptyHistory, factsOf, importing, importText, now } from './history.test-data.ts'

const { db, folder } = await anEmptyHistory()

const facts = [
  { name: '00001', day: '2024-01-02', amount: '12.5000' },
  { name: 'Zoë Müller', day: '2024-01-13', amount: '1234.5600' },
  { name: '00001', day: '2024-03-31', amount: '7.0000' },
]
const comma =
  'customer,date,amount\n00001,2024-01-02,12.50\nZoë Müller,2024-01-13,1234.56\n00001,2024-03-31,7\n'
const semicolons =
  'Kunde;Datum;Betrag\n00001;02.01.2024;12,50\nZoë Müller;13.01.2024;1.234,56\n00001;31.03.2024;7,00\n'

test.each<readonly [string, string | Uint8Array]>([
  ['commas', comma],
  ['tabs', comma.replaceAll(',', '\t')],
  ['semicolons, dates with dots, thousands marks and decimal commas', semicolons],
  ['no header', comma.slice(comma.indexOf('\n') + 1)],
  ['CRLF', comma.replaceAll('\n', '\r\n')],
  ['carriage returns alone', comma.replaceAll('\n', '\r')],
  ['line ends of two kinds', comma.replace('\n', '\r\n')],
  ['a byte order mark', `\ufeff${comma}`],
  ['Latin-1', iconv.encode(semicolons, 'latin1')],
  ['UTF-16', iconv.encode(comma, 'utf16le', { addBOM: true })],
  ['UTF-16 with the other byte first', iconv.encode(comma, 'utf16be', { addBOM: true })],
  ['gzip', gzipSync(comma)],
  ['gzip of Latin-1', gzipSync(iconv.encode(semicolons, 'latin1'))],
  ['gzip in several parts', Buffer.concat([gzipSync(comma.slice(0, 30)), gzipSync(comma.slice(30))])],
  ['quoted fields', comma.replaceAll(/[^,\n]+/g, '"$&"')],
  ['no line end at the end', comma.trimEnd()],
  ['blank lines', comma.replaceAll('\n', '\n\n')],
  ['blanks around the fields', comma.replaceAll(',', ' , ')],
  ['a first line that names the delimiter', `sep=;\r\n${semicolons}`],
  ['such a line behind a byte order mark', `\ufeffSEP=,\n${comma}`],
  ['such a line in gzip of Latin-1', gzipSync(iconv.encode(`sep=;\n${semicolons}`, 'latin1'))],
  [
    'dates as the numbers that spreadsheets keep',
    comma.replace('2024-01-02', '45293').replace('2024-01-13', '45304.999988').replace('2024-03-31', '45382'),
  ],
  ['currency signs', comma.replaceAll(/,([\d.]+)$/gm, ',€$1')],
])('%s are read', async (_, content) => {
  await importText(db, content, { folder })
  expect(await factsOf(db)).toEqual(facts)
})

test('a refused row is counted without a line that names the delimiter', async () => {
  const rows = Array.from({ length: 9 }, (_, place) => `A${place};2024-01-02;5\n`).join('')
  const imported = await importText(db, `sep=;\nwho;day;amount\n${rows}B;never;5\n`, { folder })
  const { rejects } = await listRejects(db, { import: imported.import, page: 1, pageSize: 9 })
  expect(rejects).toMatchObject([{ row: 11, value: 'never' }])
})

test('runs of spaces are read', async () => {
  await importText(db, '  who   date    amount\r\n  00001 20240102   12.50\r\n  00001 20240331    7\r\n', {
    folder,
  })
  expect(await factsOf(db)).toEqual([facts[0], facts[2]])
})

test('line breaks and delimiters within quotes are part of a field', async () => {
  const outcome = await importText(
    db,
    'customer,date,amount,note\nA,2024-01-02,5,"one\ntwo, ""three"""\nB,2024-01-03,6,x\n',
    { folder },
  )
  expect(outcome.figures).toMatchObject({ rowsRead: 2, rowsRefused: 0 })
})

test('Parquet is read, typed or as text', async () => {
  const path = join(folder, 'log.parquet')
  await db.run(`
    COPY (SELECT * FROM (VALUES ('00001', DATE '2024-01-02', 12.5::DOUBLE), ('Zoë Müller', DATE '2024-01-13', 1234.56),
                                ('00001', DATE '2024-03-31', 7)) t(customer, "date", amount)) TO '${path}' (FORMAT parquet)`)
  await importFile(db, { path, fileName: 'log.parquet' }, importing(folder))
  expect(await factsOf(db)).toEqual(facts)
})

test('a file that turns out to be Latin-1 only after a megabyte is read as such', async () => {
  const many = Array.from({ length: 50_000 }, (_, n) => `customer ${n},2024-01-02,1.50,plain text`).join('\n')
  const text = `customer,date,amount,note\n${many}\nZoë,2024-01-03,2.50,café\n`
  const { figures } = await importText(db, iconv.encode(text, 'latin1'), { folder })
  expect(figures).toMatchObject({ rowsRead: 50_001, rowsRefused: 0 })
  expect((await factsOf(db)).at(-1)).toEqual({ name: 'Zoë', day: '2024-01-03', amount: '2.5000' })
})

test('a path that looks like a pattern is one file', async () => {
  await writeFile(join(folder, 'a.csv'), comma.replaceAll('00001', '9'))
  await importText(db, comma, { folder, name: '[ab]*?.csv' })
  expect(await factsOf(db)).toEqual(facts)
})

test('whole numbers written with .0 lose it, leading zeros stay', async () => {
  await importText(db, 'customer,date,amount\n17850.0,2024-01-02,1\n13047.0,2024-01-02,1\n', { folder })
  expect((await factsOf(db)).map(({ name }) => name)).toEqual(['17850', '13047'])
})

test('moments with an offset fall on the day of the business, those without are in its zone', async () => {
  const text =
    'customer,date,amount\nA,2024-01-01T23:30:00Z,1\nB,2024-01-01 23:30:00,1\nC,2024-07-01T00:30:00+05:00,1\n'
  await importText(db, text, { folder, timeZone: 'Europe/Rome' })
  expect((await factsOf(db)).map(({ day }) => day)).toEqual(['2024-01-02', '2024-01-01', '2024-06-30'])
  expect(await db.rows('SELECT occurred_at FROM purchase_line ORDER BY line')).toEqual([
    { occurred_at: '2024-01-01 23:30:00' },
    { occurred_at: '2024-01-01 22:30:00' },
    { occurred_at: '2024-06-30 19:30:00' },
  ])
})

test('where the first rows do not tell day from month, the whole file does', async () => {
  const early = Array.from(
    { length: 3000 },
    (_, n) => `A${n},0${1 + (n % 9)}/0${1 + (n % 7)}/2024,1.50`,
  ).join('\n')
  const { figures } = await importText(db, `customer,date,amount\n${early}\nB,12/31/2024,2.50\n`, { folder })
  expect(figures).toMatchObject({
    rowsRefused: 0,
    lastDay: '2024-12-31',
    mapping: { dateFormat: '%m/%d/%Y' },
  })
  expect(figures.notices).toEqual([])
})

test('where nothing tells day from month, the choice is said', async () => {
  const { figures } = await importText(db, 'customer,date,amount\nA,01/03/2024,1\nB,04/03/2024,2.5\n', {
    folder,
  })
  expect(figures).toMatchObject({ firstDay: '2024-03-01', notices: [{ code: 'HISTORY_DATE_AMBIGUOUS' }] })
})

const dialects = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  end: fc.constantFrom('\n', '\r\n'),
  header: fc.boolean(),
  encoding: fc.constantFrom('utf8', 'utf-8 with mark', 'latin1', 'utf16le'),
  gzip: fc.boolean(),
  decimal: fc.constantFrom('.', ','),
  day: fc.constantFrom('iso', 'dots', 'compact', 'american'),
})
type LogDialect = typeof dialects extends fc.Arbitrary<infer D> ? D : never

const lines = fc.array(
  fc.record({
    name: fc.string({
      unit: fc.constantFrom('a', 'B', 'é', 'ü', '7', '0', ' ', ',', ';', '"', '\t', '|'),
      maxLength: 6,
    }),
    day: fc.date({ min: new Date('1990-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }),
    cents: fc.integer({ min: 1, max: 10 ** 9 }),
  }),
  { minLength: 1, maxLength: 12 },
)

function written(
  rows: typeof lines extends fc.Arbitrary<infer L> ? L : never,
  dialect: LogDialect,
): Uint8Array {
  const day = (iso: string) => {
    const [y = '', m = '', d = ''] = iso.split('-')
    return (
      { iso, dots: `${d}.${m}.${y}`, compact: `${y}${m}${d}`, american: `${m}/${d}/${y}` }[dialect.day] ?? ''
    )
  }
  const field = (text: string) => `"${text.replaceAll('"', '""')}"`
  const cells = rows.map(({ name, day: date, cents }) => [
    field(`x${name}x`),
    day(date.toISOString().slice(0, 10)),
    field((cents / 100).toFixed(2).replace('.', dialect.decimal)),
  ])
  const anchor = [field('xanchorx'), day('2020-12-31'), field(`10${dialect.decimal}25`)]
  const all = [...(dialect.header ? [['customer', 'date', 'amount']] : []), anchor, ...cells]
  const text = `${all.map((row) => row.join(dialect.delimiter)).join(dialect.end)}${dialect.end}`
  const bytes =
    dialect.encoding === 'utf-8 with mark'
      ? iconv.encode(text, 'utf8', { addBOM: true })
      : iconv.encode(text, dialect.encoding, { addBOM: dialect.encoding === 'utf16le' })
  return dialect.gzip ? gzipSync(bytes) : bytes
}

test('any log in any dialect reads back the same facts', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(lines, dialects, async (rows, dialect) => {
      const outcome = await importText(db, written(rows, dialect), { folder })
      const read = await factsOf(db)
      await undoImport(db, outcome.import, { now })
      expect(read.slice(1)).toEqual(
        rows.map(({ name, day, cents }) => ({
          name: `x${name}x`,
          day: day.toISOString().slice(0, 10),
          amount: (cents / 100).toFixed(4),
        })),
      )
    }),
    { numRuns: 18 },
  )
})
