import { describe, expect, test } from 'vitest'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  historyFigures,
  listImports,
  listRejects,
  previewFile,
  purchaseDays,
  undoImport,
} from '../history.actions.ts'
import { anEmptyHistory, importText, now, takeBackAll } from '../history.test-data.ts'
import type { MappingOverrides } from '../reading/mapping.ts'

const { db, folder } = await anEmptyHistory()

const head = 'customer,start,end,amount\n'
/** Yearly contracts, all in step. */
const yearly = `${head}A,2020-01-15,2022-01-15,10\nB,2020-02-29,,20\nA,2023-01-15,2024-01-14,30\nC,2021-06-01,2024-06-01,5\n`

const contracts = () =>
  db.rows(
    'SELECT name, start, months, renewals, ended_on, observed_until FROM contract JOIN identity ON number = identity ORDER BY line',
  )

async function preview(text: string, overrides: MappingOverrides = {}) {
  const path = join(folder, 'preview.csv')
  await writeFile(path, text)
  return previewFile(db, { path, fileName: 'preview.csv' }, overrides)
}

describe('contracts', () => {
  test('are laid out as their payments, one at the start and one at each renewal, on the days they fall due', async () => {
    await importText(db, yearly, { folder })
    const observed_until = '2024-06-01'
    const of = (name: string, start: string, renewals: number, ended_on: string | null) => ({
      name,
      start,
      months: 12,
      renewals,
      ended_on,
      observed_until,
    })
    // One that ended on the day of a renewal, or on the day before it, has not made it.
    expect(await contracts()).toEqual([
      of('A', '2020-01-15', 1, '2022-01-15'),
      of('B', '2020-02-29', 4, null),
      of('A', '2023-01-15', 0, '2024-01-14'),
      of('C', '2021-06-01', 2, '2024-06-01'),
    ])
    const days = await db.rows(
      "SELECT day, amount FROM purchase_line JOIN identity ON number = identity WHERE name = 'B' ORDER BY day",
    )
    expect(days.map(({ day }) => day)).toEqual([
      '2020-02-29',
      '2021-02-28',
      '2022-02-28',
      '2023-02-28',
      '2024-02-29',
    ])
    expect(await historyFigures(db)).toMatchObject({
      log: 'contracts',
      period: 'year',
      rowsAccepted: 4,
      lines: 2 + 5 + 1 + 3,
      spend: 2 * 10 + 5 * 20 + 30 + 3 * 5,
      firstDay: '2020-01-15',
    })
    const [entry] = await listImports(db)
    expect(entry?.report).toMatchObject({
      rows: { read: 4, accepted: 4, merged: 0, refused: 0 },
      contracts: { contracts: 4, ended: 3, payments: 11, period: 'year', observedUntil: observed_until },
      gaps: [],
    })
    expect(entry?.report.warnings.map(({ code }) => code)).toEqual(['HISTORY_PERIOD_GUESSED'])
  })

  test('go with their import, and may come again', async () => {
    const { import: id } = await importText(db, yearly, { folder })
    await undoImport(db, id, { now })
    expect(await db.rows('SELECT count(*) AS n FROM contract')).toEqual([{ n: 0n }])
    expect(await db.rows('SELECT count(*) AS n FROM purchase_line')).toEqual([{ n: 0n }])
    expect(await importText(db, yearly, { folder })).toMatchObject({ added: true })
  })

  test('of one customer on one day are one purchase day, and both are kept', async () => {
    await importText(db, `${head}A,2020-01-01,,10\nA,2020-01-01,,7\nB,2020-01-01,2022-01-01,1\n`, { folder })
    expect(await contracts()).toHaveLength(3)
    const { purchaseDays: days } = await purchaseDays(db, { into: 'work' })
    expect(days).toBe(3 + 2)
    const [first] = await db.rows(
      "SELECT spend FROM work.purchase_day WHERE day = '2020-01-01' ORDER BY spend DESC",
    )
    expect(first).toEqual({ spend: '17.0000' })
  })

  test('with counted renewals are known up to the last one counted, where running ones bear it out', async () => {
    const text = `customer,start,end,renewals,amount\nA,2020-01-01,2021-12-31,1,9\nB,2020-01-01,,2,9\nC,2020-01-01,,2,9\n`
    await importText(db, text, { folder })
    const rows = await contracts()
    expect(rows.map((row) => row['observed_until'])).toEqual(Array(3).fill('2022-01-01'))
    expect(rows.map((row) => row['renewals'])).toEqual([1, 2, 2])
  })

  test('of which one due renewal is not counted yet are known until the day before it', async () => {
    const text = `customer,start,end,renewals,amount\nA,2020-01-01,2023-01-01,2,9\nB,2020-01-01,,2,9\nC,2020-01-01,,3,9\n`
    await importText(db, text, { folder })
    expect((await contracts()).map((row) => row['observed_until'])).toEqual([
      '2023-01-01',
      '2022-12-31',
      '2023-01-01',
    ])
  })

  test('with an end that is still to come run, and that is said', async () => {
    const text = `${head}A,2020-01-01,2022-01-01,9\nB,2021-03-01,2026-03-01,9\nC,2021-05-01,9999-12-31,9\n`
    await importText(db, text, { folder })
    expect((await contracts()).map((row) => row['ended_on'])).toEqual(['2022-01-01', null, null])
    const { notices } = await historyFigures(db)
    const ahead = notices.find(({ code }) => code === 'HISTORY_CONTRACTS_END_AHEAD')
    expect(ahead?.message).toBe(
      '1 contract has an end after 2022-01-01, the last day of the log; it is taken to run and to come up for renewal.',
    )
  })

  test('may have a margin, a channel and a currency like any purchase', async () => {
    const text = `member,contract start,contract end,monthly fee,margin,channel\nA,2024-01-01,2024-03-01,€10,4,web\nB,2024-01-05,,€12,5,shop\n`
    await importText(db, text, { folder })
    expect(await db.rows('SELECT sum(margin)::DOUBLE AS margin FROM purchase_line')).toEqual([
      { margin: 2 * 4 + 2 * 5 },
    ])
    expect(await db.rows('SELECT DISTINCT channel FROM line_detail ORDER BY channel')).toEqual([
      { channel: 'shop' },
      { channel: 'web' },
    ])
    expect((await historyFigures(db)).currency).toBe('EUR')
  })
})

describe('a renewal log is recognised', () => {
  const roles = async (text: string, overrides?: MappingOverrides) => {
    const { columns, format } = await preview(text, overrides)
    return { log: format.log, roles: columns.map(({ role }) => role) }
  }

  test('by its start and its end, under the names that people give them', async () => {
    const row = 'A,2024-01-01,2024-02-01,9.50\nB,2024-01-01,2024-03-01,9.50\n'
    for (const names of [
      'Member,Valid from,Valid until,Premium',
      'kunde,Vertragsbeginn,Vertragsende,Betrag',
    ]) {
      expect(await roles(`${names}\n${row}`)).toEqual({
        log: 'contracts',
        roles: ['customer', 'contract-start', 'contract-end', 'amount'],
      })
    }
  })

  test('and a purchase log is none because of a start, an end or a cancelled mark', async () => {
    const start = 'customer,start,amount\nA,2024-01-01,9.50\nA,2024-02-01,9.50\n'
    expect(await roles(start)).toEqual({ log: 'purchases', roles: ['customer', 'date', 'amount'] })
    const stay = 'guest,date,start,end,total\nA,2024-01-01,2024-05-01,2024-05-03,99.50\n'
    expect(await roles(stay)).toEqual({ log: 'purchases', roles: ['customer', 'date', null, null, 'amount'] })
    const closed = 'customer,closed,amount,term\nA,2024-01-01,9.50,3\nA,2024-02-01,9.50,12\n'
    expect(await roles(closed)).toEqual({ log: 'purchases', roles: ['customer', 'date', 'amount', null] })
  })

  test('or because somebody says so', async () => {
    const text = 'who,a,b,fee\nA,2024-01-01,2024-02-01,9\nB,2024-01-01,2024-03-01,8\n'
    const said = { customer: 'who', contractStart: 'a', contractEnd: '3', amount: 'fee' }
    expect(await roles(text, said)).toEqual({
      log: 'contracts',
      roles: ['customer', 'contract-start', 'contract-end', 'amount'],
    })
    const stay = 'guest,date,start,end,total\nA,2024-01-01,2024-05-01,2024-06-01,99.50\n'
    expect((await roles(stay, { contractStart: 'start' })).log).toBe('contracts')
    expect((await roles(yearly, { date: 'start', contractStart: '', contractEnd: '' })).log).toBe('purchases')
  })

  test('with its period from a column, as said, or guessed and told', async () => {
    const text = 'customer,start,end,plan period,amount\nA,2024-01-01,2024-02-11,monthly,9.5\n'
    const read = await preview(text)
    expect(read.format.period).toBe('month')
    expect(read.columns.map(({ role }) => role)).toContain('period')
    expect(read.problems).toEqual([])
    expect((await preview(yearly)).problems).toMatchObject([
      { code: 'HISTORY_PERIOD_GUESSED', stops: false, values: { count: 3, fitting: 3 } },
    ])
    const said = await preview(yearly, { period: 'quarter' })
    expect([said.format.period, said.problems]).toEqual(['quarter', []])
    await importText(db, yearly, { folder, overrides: { period: 'quarter' } })
    // The next file of the same shape is read alike.
    const next = await preview(`${head}Z,2024-01-01,,5\n`)
    expect([next.format.period, next.problems]).toEqual(['quarter', []])
  })
})

describe('what is wrong with a contract is said with its row', () => {
  const many = Array.from({ length: 24 }, (_, place) => `G${place},2020-01-01,2022-01-01,1,10`).join('\n')

  test('an end before the start, renewals below none or that do not fit, amounts below nothing', async () => {
    const bad = [
      'A,2020-05-01,2019-05-01,,10',
      'B,2020-05-01,,-1,10',
      'C,2020-01-01,2022-01-01,5,10',
      'D,2020-01-01,maybe,,10',
      'E,2020-01-01,,2.5,10',
    ]
    const text = `customer,start,end,renewals,amount\n${many}\n${bad.join('\n')}\n`
    const { import: id, figures } = await importText(db, text, { folder })
    expect(figures.refused).toEqual({
      'end-early': 1,
      'renewals-negative': 1,
      'renewals-unfit': 1,
      'end-unreadable': 1,
      'renewals-unreadable': 1,
    })
    const { rejects } = await listRejects(db, { import: id, page: 1, pageSize: 50 })
    expect(rejects.map(({ column, value, code }) => [column, value, code])).toEqual([
      ['end', '2019-05-01', 'end-early'],
      ['renewals', '-1', 'renewals-negative'],
      ['renewals', '5', 'renewals-unfit'],
      ['end', 'maybe', 'end-unreadable'],
      ['renewals', '2.5', 'renewals-unreadable'],
    ])
    const negative = `customer,start,end,renewals,amount\n${many}\nQ,2020-05-01,,,-10\n`
    await takeBackAll(db)
    const { figures: later } = await importText(db, negative, { folder })
    expect(later.refused).toEqual({ 'amount-negative': 1 })
  })

  test('a file of which most contracts do not fit is refused as a whole', async () => {
    const bad = Array.from({ length: 9 }, (_, place) => `A${place},2020-01-01,2022-01-01,7,10`).join('\n')
    const text = `customer,start,end,renewals,amount\n${bad}\n`
    await expect(importText(db, text, { folder, overrides: { period: 'year' } })).rejects.toMatchObject({
      code: 'HISTORY_ROWS_UNREADABLE',
      message: expect.stringContaining('row 2, column renewals ("7"): The renewals do not fit'),
    })
    await expect(
      importText(db, `${head}A,2020-01-01,2019-01-01,10\n`, { folder, overrides: { period: 'year' } }),
    ).rejects.toMatchObject({ code: 'HISTORY_ROWS_NONE' })
  })

  test('a single wrong count does not make all others look late', async () => {
    const text = `customer,start,end,renewals,amount\n${many}\nB,2021-06-01,,0,10\nC,2020-03-01,,1,10\nD,2020-02-01,,5,10\n`
    const { figures } = await importText(db, text, { folder })
    expect(figures.refused).toEqual({ 'renewals-unfit': 1 })
    expect(figures.contracts?.observedUntil).toBe('2022-01-01')
  })

  test('a period that cannot be told, and several of them', async () => {
    const refused = async (text: string, overrides: MappingOverrides = {}) => {
      const { problems } = await preview(text, overrides)
      await expect(importText(db, text, { folder, overrides })).rejects.toMatchObject({
        code: problems.find(({ stops }) => stops)?.code,
      })
      return problems.find(({ stops }) => stops)?.message
    }
    expect(await refused(`${head}A,2020-01-01,,10\nB,2021-01-01,,10\n`)).toBe(
      'How often contracts come up for renewal cannot be told. None of the contracts looked at has ended.',
    )
    expect(await refused(`${head}A,2020-01-01,2020-02-17,10\nB,2021-01-01,2022-09-09,10\n`)).toContain(
      'Contracts end after months, quarters and years and in between.',
    )
    const mixed =
      'customer,start,end,period,amount\nA,2020-01-01,,month,1.5\nB,2020-01-01,2022-01-01,year,15\nC,2020-01-01,,year,15\n'
    expect(await refused(mixed)).toBe(
      'Some contracts are renewed every month, others every year; each kind is valued by itself.',
    )
    // The contracts of one are selected, and the others are counted.
    const { figures } = await importText(db, mixed, { folder, overrides: { period: 'year' } })
    expect(figures).toMatchObject({ refused: { 'period-other': 1 }, rowsAccepted: 2 })
    expect(figures.notices.map(({ code }) => code)).toContain('HISTORY_PERIODS_OTHER')
    const odd = `customer,start,end,period,amount\nA,2020-01-01,,often,1.5\n`
    expect(await refused(odd, { periodColumn: 'period' })).toBe(
      'How often contracts come up for renewal cannot be told. “often” is no period that is known.',
    )
    await expect(
      importText(db, odd, { folder, overrides: { periodColumn: 'period', period: 'year' } }),
    ).rejects.toMatchObject({ code: 'HISTORY_ROWS_NONE' })
  })

  test('purchases and contracts, two periods, or the same contracts twice do not share a business', async () => {
    await importText(db, yearly, { folder })
    const purchases = 'customer,date,amount\nA,2024-01-01,5\n'
    await expect(importText(db, purchases, { folder })).rejects.toMatchObject({ code: 'HISTORY_LOGS_MIXED' })
    const monthly = 'customer,start,end,period,amount\nX,2020-01-01,,month,1.5\n'
    await expect(importText(db, monthly, { folder })).rejects.toMatchObject({
      code: 'HISTORY_PERIOD_DIFFERS',
    })
    await expect(importText(db, `${yearly}Z,2024-01-01,,5\n`, { folder })).rejects.toMatchObject({
      code: 'HISTORY_CONTRACTS_KNOWN',
      message: expect.stringContaining('4 contracts of the file stand in the business already'),
    })
    // Others may come.
    expect(await importText(db, `${head}Z,2024-01-01,,5\n`, { folder })).toMatchObject({ added: true })
  })
})
