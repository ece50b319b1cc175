import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { guessDateFormat } from './date-format.ts'
import { momentSql } from './value-sql.ts'

test.each([
  ['2024-02-29', '%Y-%m-%d'],
  ['2024/2/9', '%Y/%m/%d'],
  ['2024-02-29 23:59', '%Y-%m-%d %H:%M'],
  ['2024-02-29T23:59:01.5+02:00', '%Y-%m-%dT%H:%M:%S'],
  ['29.02.2024', '%d.%m.%Y'],
  ['29/2/24', '%d/%m/%y'],
  ['2/29/2024 11:05 PM', '%m/%d/%Y %I:%M %p'],
  ['29-Feb-2024', '%d-%b-%Y'],
  ['29 February 2024', '%d %B %Y'],
  ['Feb 29, 2024', '%b %d, %Y'],
  ['19970101', '%Y%m%d'],
  ['19970101 10:00:00', '%Y%m%d %H:%M:%S'],
])('%s is read as %s', (text, format) => {
  expect(guessDateFormat([text, text], false)).toMatchObject({ format, share: 1 })
})

test('six digits and seconds are dates only under a header that speaks of one', () => {
  expect(guessDateFormat(['930101'], false)).toBeUndefined()
  expect(guessDateFormat(['930101'], true)).toMatchObject({ format: '%y%m%d' })
  expect(guessDateFormat(['1700000000'], false)).toBeUndefined()
  expect(guessDateFormat(['1700000000'], true)).toMatchObject({ format: 'epoch-seconds' })
  expect(guessDateFormat(['1700000000123'], true)).toMatchObject({ format: 'epoch-milliseconds' })
})

test('numbers of days are dates only under a header that speaks of one, and only where they may be', () => {
  expect(guessDateFormat(['45293'], false)).toBeUndefined()
  expect(guessDateFormat(['45293', '45304.75', '45304,5'], true)).toMatchObject({
    format: 'excel-serial',
    share: 1,
  })
  expect(guessDateFormat(['12345', '60123', '452930'], true)).toBeUndefined()
})

test('a number of days is the day and time that a spreadsheet shows', async () => {
  const db = await openDuckDb(':memory:')
  const read = async (text: string) =>
    (
      await db.rows(
        `SELECT strftime(${momentSql('$text', 'excel-serial', 'UTC')}, '%Y-%m-%d %H:%M:%S') AS moment`,
        { text },
      )
    )[0]
  // As Excel and LibreOffice show them.
  expect(await read('45293')).toEqual({ moment: '2024-01-02 00:00:00' })
  expect(await read('36526.75')).toEqual({ moment: '2000-01-01 18:00:00' })
  expect(await read('soon')).toEqual({ moment: null })
  expect(await read('1e300')).toEqual({ moment: null })
  await db.close()
})

test('one day above the twelfth tells day from month for all', () => {
  expect(guessDateFormat(['01/02/2024', '03/04/2024', '05/13/2024'], false)).toMatchObject({
    format: '%m/%d/%Y',
    share: 1,
  })
  expect(guessDateFormat(['01/02/2024', '13/04/2024'], false)).toMatchObject({ format: '%d/%m/%Y', share: 1 })
})

test('where nothing tells, the reading whose days lie closer together is taken, and the other one is said', () => {
  const march = ['01/03/2024', '02/03/2024', '09/03/2024']
  expect(guessDateFormat(march, false)).toEqual({ format: '%d/%m/%Y', share: 1, alternative: '%m/%d/%Y' })
  const american = ['03/01/2024', '03/02/2024', '03/09/2024']
  expect(guessDateFormat(american, false)).toEqual({ format: '%m/%d/%Y', share: 1, alternative: '%d/%m/%Y' })
})

test('a text in another format is a stray', () => {
  const guess = guessDateFormat(['2024-01-01', '2024-01-02', '03.01.2024'], false)
  expect(guess).toMatchObject({ format: '%Y-%m-%d', stray: '03.01.2024' })
  expect(guess?.share).toBeCloseTo(2 / 3)
})

test('days with and without a time of day are read side by side', () => {
  expect(guessDateFormat(['01.02.2024 10:00', '20.02.2024'], false)).toMatchObject({
    format: '%d.%m.%Y %H:%M|%d.%m.%Y',
    share: 1,
  })
})

test('days that are in no calendar are no dates', () => {
  for (const text of ['2023-02-29', '31/04/2024', '20241301', '99999999', 'soon', '']) {
    expect(guessDateFormat([text], false)).toBeUndefined()
  }
})

const writings: Readonly<Record<string, (y: string, m: string, d: string) => string>> = {
  iso: (y, m, d) => `${y}-${m}-${d}`,
  slashes: (y, m, d) => `${d}/${m}/${y}`,
  american: (y, m, d) => `${m}/${d}/${y}`,
  dots: (y, m, d) => `${d}.${m}.${y}`,
  compact: (y, m, d) => `${y}${m}${d}`,
  withTime: (y, m, d) => `${d}.${m}.${y} 23:59:58`,
  isoWithTime: (y, m, d) => `${y}-${m}-${d} 23:59:58`,
}

test('what is guessed is what the engine reads: any days in any writing come back', async () => {
  const db = await openDuckDb(':memory:')
  const days = fc.date({ min: new Date('1971-01-01'), max: new Date('2068-12-31'), noInvalidDate: true })
  await fc.assert(
    fc.asyncProperty(
      fc.array(days, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...Object.keys(writings)),
      async (dates, writing) => {
        const isoDays = [...dates.map((date) => date.toISOString().slice(0, 10)), '2020-05-31']
        const texts = isoDays.map(
          (day) => writings[writing]?.(day.slice(0, 4), day.slice(5, 7), day.slice(8)) ?? '',
        )
        const format = guessDateFormat(texts, false)?.format ?? ''
        const read = texts.map(
          (_, place) => `CAST(${momentSql(`$t${place}`, format, 'UTC')} AS DATE)::VARCHAR AS d${place}`,
        )
        const [row] = await db.rows(
          `SELECT ${read.join(', ')}`,
          Object.fromEntries(texts.map((text, place) => [`t${place}`, text])),
        )
        expect(Object.values(row ?? {})).toEqual(isoDays)
      },
    ),
    { numRuns: 25 },
  )
  await db.close()
})
