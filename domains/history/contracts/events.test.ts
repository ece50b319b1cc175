import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, days, type Day } from '#kernel/time.ts'
import { historyFigures, listImports, listRejects, previewFile, undoImport } from '../history.actions.ts'
import { anEmptyHistory, importText, now, takeBackAll } from '../history.test-data.ts'
import type { MappingOverrides } from '../reading/mapping.ts'
import { dueDay } from '../renewal-period.ts'
import { eventOf } from './event-words.ts'

const { db, folder } = await anEmptyHistory()

const head = 'customer,date,event,amount\n'
/** The example of the guide. */
const club = `${head}M1001,2023-01-15,start,14.90
M1001,2023-02-15,renewal,14.90
M1001,2023-03-15,renewal,15.90
M1001,2023-04-15,end,
M1002,2023-02-01,start,9.90
M1002,2023-03-01,renewal,9.90
M1002,2023-04-01,renewal,9.90
M1002,2023-05-01,renewal,9.90
M1001,2023-05-01,start,9.90
`

const contracts = () =>
  db.rows(
    `SELECT name, start, renewals, ended_on, observed_until, amount::DOUBLE AS amount FROM contract
       JOIN identity ON number = identity ORDER BY name, start, renewals, ended_on, amount`,
  )
const payments = () =>
  db.rows(
    'SELECT name, day, amount::DOUBLE AS amount FROM purchase_line JOIN identity ON number = identity ORDER BY ALL',
  )

async function preview(text: string, overrides: MappingOverrides = {}) {
  const path = join(folder, 'preview.csv')
  await writeFile(path, text)
  const { columns, format, problems } = await previewFile(db, { path, fileName: 'preview.csv' }, overrides)
  return { log: format.log, period: format.period, roles: columns.map(({ role }) => role), problems }
}

async function refusedOf(text: string, overrides: MappingOverrides = {}) {
  const { import: id, figures } = await importText(db, text, { folder, overrides })
  const { rejects } = await listRejects(db, { import: id, page: 1, pageSize: 50 })
  return { figures, rejects: rejects.map(({ row, column, value, code }) => [row, column, value, code]) }
}

describe('events of contracts', () => {
  test('become contracts; what was paid is kept payment by payment, and the last payment is what a contract costs', async () => {
    const { import: id } = await importText(db, club, { folder })
    const observed_until = '2023-05-01'
    expect(await contracts()).toEqual([
      {
        name: 'M1001',
        start: '2023-01-15',
        renewals: 2,
        ended_on: '2023-04-15',
        observed_until,
        amount: 15.9,
      },
      { name: 'M1001', start: '2023-05-01', renewals: 0, ended_on: null, observed_until, amount: 9.9 },
      { name: 'M1002', start: '2023-02-01', renewals: 3, ended_on: null, observed_until, amount: 9.9 },
    ])
    expect((await payments()).slice(0, 4)).toEqual([
      { name: 'M1001', day: '2023-01-15', amount: 14.9 },
      { name: 'M1001', day: '2023-02-15', amount: 14.9 },
      { name: 'M1001', day: '2023-03-15', amount: 15.9 },
      { name: 'M1001', day: '2023-05-01', amount: 9.9 },
    ])
    expect((await historyFigures(db)).spend).toBeCloseTo(14.9 * 2 + 15.9 + 9.9 * 5, 8)
    const [entry] = await listImports(db)
    expect(entry?.report).toMatchObject({
      rows: { read: 9, accepted: 9, merged: 0, refused: 0 },
      contracts: {
        events: 9,
        contracts: 3,
        ended: 1,
        payments: 8,
        period: 'month',
        observedUntil: observed_until,
      },
      lastDay: '2023-05-01',
    })
    expect(entry?.report.warnings.map(({ code }) => code)).toEqual(['HISTORY_PERIOD_OF_EVENTS'])
    expect(await importText(db, club, { folder }), 'the same file again adds nothing').toMatchObject({
      added: false,
    })
    await expect(importText(db, `${club}Z,2023-05-01,start,5\n`, { folder })).rejects.toMatchObject({
      code: 'HISTORY_CONTRACTS_KNOWN',
    })
    await undoImport(db, id, { now })
    expect([await contracts(), await payments()]).toEqual([[], []])
  })

  test('are the same contracts as a list of them is, whatever the order of the rows', async () => {
    const last = '2024-06-30' as Day
    const one = fc.record({
      start: fc.nat(600),
      made: fc.nat(40),
      how: fc.constantFrom('runs', 'on its day', 'the day before', 'in between'),
      fee: fc.integer({ min: 1, max: 9 }),
      channel: fc.constantFrom('web', 'shop'),
    })
    const law = fc.asyncProperty(
      fc.array(one, { minLength: 8, maxLength: 30 }),
      fc.constantFrom('month' as const, 'quarter' as const),
      fc.nat(),
      async (drawn, period, turn) => {
        const listed: string[] = []
        const events: string[] = []
        drawn.forEach(({ start: after, made, how, fee, channel }, place) => {
          // Three customers, whose contracts run side by side.
          const who = `c${place % 3}`
          const start = addDays('2022-06-01' as Day, days(after))
          const due = (renewal: number) => dueDay(start, period, renewal)
          let most = 0
          while (due(most + 1) <= last) most += 1
          const renewals = how === 'runs' ? most : Math.min(made, most)
          const ends = {
            'on its day': due(renewals + 1),
            'the day before': addDays(due(renewals + 1), days(-1)),
          }
          const end = how === 'runs' ? '' : how === 'in between' ? addDays(due(renewals), days(9)) : ends[how]
          if (end > last) return
          listed.push(`${who},${start},${end},${renewals},${fee},${channel}`)
          for (let paid = 0; paid <= renewals; paid += 1)
            events.push(`${who},k${place},${due(paid)},${paid === 0 ? 'start' : 'renewal'},${fee},${channel}`)
          if (end !== '') events.push(`${who},k${place},${end},end,,`)
        })
        // The last day of both is that of one who has just come.
        listed.push(`z,${last},,0,1,web`)
        events.push(`z,kz,${last},start,1,web`)
        const turned = [...events.slice(turn % events.length), ...events.slice(0, turn % events.length)]
        const asItIs = async (text: string, overrides: MappingOverrides) => {
          await takeBackAll(db)
          const { figures } = await importText(db, text, { folder, overrides: { period, ...overrides } })
          const { spend, purchaseLines, firstDay, lastDay, customersHeard, rowsRefused } = figures
          const { events: _, ...counted } = figures.contracts ?? { events: 0 }
          const dimensions = await db.rows(
            'SELECT channel, count(*) AS n FROM purchase_line JOIN line_detail USING (import, line) GROUP BY ALL ORDER BY ALL',
          )
          const found = { spend, purchaseLines, firstDay, lastDay, customersHeard, rowsRefused, counted }
          return { ...found, dimensions, contracts: await contracts(), payments: await payments() }
        }
        const ofList = await asItIs(`customer,start,end,renewals,amount,channel\n${listed.join('\n')}\n`, {
          contractStart: 'start',
          contractEnd: 'end',
        })
        const ofEvents = await asItIs(`customer,contract,date,event,amount,channel\n${turned.join('\n')}\n`, {
          event: 'event',
        })
        expect(ofList.rowsRefused).toBe(0)
        expect(ofEvents).toEqual(ofList)
      },
    )
    await fc.assert(law, { numRuns: 3, seed: 7 })
  })

  test('of one day are an end, a start, a renewal; what starts and ends on one day has both', async () => {
    const text = `${head}A,2023-01-01,start,10\nA,2023-02-01,renewal,10\nA,2023-03-01,start,12\nA,2023-03-01,cancelled,\nA,2023-04-01,renewal,12\nB,2023-03-05,cancelled,\nB,2023-03-05,start,10\n`
    const { rejects } = await refusedOf(text)
    expect(rejects).toEqual([])
    expect(await contracts()).toMatchObject([
      { name: 'A', start: '2023-01-01', renewals: 1, ended_on: '2023-03-01' },
      { name: 'A', start: '2023-03-01', renewals: 1, ended_on: null },
      { name: 'B', start: '2023-03-05', renewals: 0, ended_on: '2023-03-05' },
    ])
  })

  test('of contracts side by side are told apart by an id, and without one do not fit', async () => {
    const rows = [
      'A,p1,2023-01-01,start,10',
      'A,p2,2023-01-15,start,7',
      'A,p1,2023-02-01,renewal,10',
      'A,p2,2023-02-15,renewal,7',
    ]
    const others = Array.from({ length: 30 }, (_, n) => [
      `G${n},g${n},2023-01-02,start,5`,
      `G${n},g${n},2023-02-02,renewal,5`,
    ]).flat()
    const text = `customer,policy no,date,event,amount\n${[...rows, ...others, 'A,p1,2023-03-01,end,'].join('\n')}\n`
    expect((await preview(text)).roles).toEqual(['customer', 'contract', 'date', 'event', 'amount'])
    expect((await refusedOf(text)).rejects).toEqual([])
    expect((await contracts()).slice(0, 2)).toMatchObject([
      { start: '2023-01-01', renewals: 1, ended_on: '2023-03-01' },
      { start: '2023-01-15', renewals: 1, ended_on: null },
    ])
    await takeBackAll(db)
    // To the second contract go the renewals of both.
    const { rejects } = await refusedOf(text, { contract: '' })
    expect(rejects).toEqual([
      [2, 'event', 'start', 'renewals-unfit'],
      [3, 'event', 'start', 'renewals-unfit'],
      [4, 'event', 'renewal', 'renewals-unfit'],
      [5, 'event', 'renewal', 'renewals-unfit'],
      [66, 'event', 'end', 'renewals-unfit'],
    ])
  })

  test('with an end that is still to come run, and an id alone is its own customer', async () => {
    const text =
      'subscription_id,when,event_type,paid\ns1,2023-01-01,subscription_started,10\ns1,2023-02-01,Subscription Renewed,10\ns2,2023-01-03,STARTED,9\ns1,2026-12-01,customer.subscription.deleted,\n'
    expect((await preview(text)).roles).toEqual(['customer', 'date', 'event', 'amount'])
    await importText(db, text, { folder })
    expect(await contracts()).toMatchObject([
      { name: 's1', ended_on: null, observed_until: '2023-02-01' },
      { name: 's2', ended_on: null },
    ])
    expect((await historyFigures(db)).notices.map(({ code }) => code)).toContain(
      'HISTORY_CONTRACTS_END_AHEAD',
    )
  })

  test('of the period chosen are taken, and those of another go with their start', async () => {
    const text = `customer,date,event,plan period,amount\nA,2023-01-01,start,monthly,10\nA,2023-02-01,renewal,,10\nB,2022-01-01,start,yearly,90\nB,2023-01-01,end,,\n`
    const { figures } = await refusedOf(text, { period: 'month' })
    expect([figures.refused, figures.rowsAccepted]).toEqual([{ 'period-other': 2 }, 2])
  })
})

describe('a log of events is recognised', () => {
  test('by its words, in several languages and whatever the column is called', async () => {
    const roles = ['customer', 'date', 'event', 'amount']
    expect(await preview(club)).toMatchObject({ log: 'contracts', period: 'month', roles })
    const german =
      'Kunde;Datum;Vorgang;Betrag\nA;15.01.2023;Beginn;9,90\nA;15.02.2023;Verlängerung;9,90\nB;20.01.2023;Beginn;5,00\nB;20.02.2023;Kündigung;\n'
    expect(await preview(german)).toMatchObject({ log: 'contracts', period: 'month', roles })
    const called = (name: string) => preview(club.replace('event', name))
    for (const name of ['channel', 'transaction type']) expect((await called(name)).roles).toEqual(roles)
    expect(['Продление', 'disdetta', 'سکیپ', 'contract-end'].map((text) => eventOf(text)?.kind)).toEqual([
      'renewal',
      'end',
      undefined,
      'end',
    ])
    // The first rows of a long log may have nothing but starts.
    const starts = `${head}A,2023-01-01,start,5\nB,2023-01-02,start,5\n`
    expect(await preview(starts)).toMatchObject({ log: 'contracts', period: null })
    expect((await preview(starts.replace('event', 'channel'))).log).toBe('purchases')
  })

  test('and orders are none because some are new and some cancelled', async () => {
    const orders =
      'customer,date,status,amount\nA,2023-01-01,new,5.5\nB,2023-01-02,cancelled,5.5\nA,2023-02-02,paid,5.5\n'
    expect((await preview(orders)).log).toBe('purchases')
    expect((await preview(orders, { event: 'status', period: 'month' })).log).toBe('contracts')
  })

  test('by what is said of it, which later files of the same shape keep to', async () => {
    const asPurchases = await preview(club, { date: 'date', event: '' })
    expect(asPurchases).toMatchObject({ log: 'purchases', roles: ['customer', 'date', null, 'amount'] })
    const said = { event: '3', date: 'a', customer: 'who', amount: 'd' }
    const odd = 'who,a,c,d\nA,2023-01-01,new,5\nA,2023-02-01,paid,5\n'
    expect(await preview(odd, said)).toMatchObject({ log: 'contracts', period: 'month' })
    await importText(db, odd, { folder, overrides: said })
    expect((await preview('who,a,c,d\nB,2023-01-01,new,5\nC,2023-02-01,paid,5\n')).log).toBe('contracts')
    await takeBackAll(db)
    const paid = club.replace(/.*,end,\n/, '')
    await importText(db, paid, { folder, overrides: { event: '' } })
    expect((await preview(paid)).log).toBe('purchases')
  })

  test('with its period from renewals, though some are paid late; or from ends; or not at all', async () => {
    const paid = (...gaps: readonly string[]) => gaps.map((day) => `A,${day},renewal,5\n`).join('')
    expect((await preview(`${head}A,2020-01-31,start,5\n${paid('2020-04-30', '2020-08-03')}`)).period).toBe(
      'quarter',
    )
    expect((await preview(`${head}A,2020-01-31,start,5\nA,2021-01-31,end,\n`)).period).toBe('year')
    const why = async (text: string) => {
      const { problems } = await preview(text)
      return problems.find(({ stops }) => stops)?.message
    }
    expect(await why(`${head}A,2020-01-31,start,5\n`)).toContain(
      'None of the contracts looked at was renewed or has ended.',
    )
    expect(await why(`${head}A,2020-01-31,start,5\n${paid('2020-02-10', '2020-08-03')}`)).toContain(
      'Renewals come after months, quarters and years and in between.',
    )
  })
})

describe('what is wrong with an event is said with its row', () => {
  const good = Array.from(
    { length: 14 },
    (_, n) => `G${n},2023-01-15,start,5\nG${n},2023-02-15,renewal,5`,
  ).join('\n')

  test('an unknown word, no date, an event before its start or after its end, a payment twice', async () => {
    const bad = [
      'A,2023-01-01,paused,5',
      'A,2023-01-01,,5',
      'B,soon,start,5',
      'C,2023-01-10,renewal,5',
      'C,2023-01-20,end,',
      'D,2022-12-15,start,5',
      'D,2023-01-15,end,',
      'D,2023-01-16,end,',
      'D,2023-02-15,renewal,5',
      'E,2023-01-15,start,5',
      'E,2023-01-15,renewal,5',
      'E,2023-02-15,renewal,6',
      'E,2023-02-15,renewal,7',
      'E,2023-02-15,renewal,7',
      'F,2023-01-15,start,-5',
      'F,2023-02-15,renewal,',
    ]
    const { figures, rejects } = await refusedOf(
      `${head}${good}\n${good.split('\n').at(-1)}\n${bad.join('\n')}\n${Array.from({ length: 9 }, (_, n) => `H${n},2023-02-01,start,5`).join('\n')}\n`,
    )
    expect(rejects).toEqual([
      [30, null, null, 'duplicate'],
      [31, 'event', 'paused', 'event-unreadable'],
      [32, 'event', null, 'event-missing'],
      [33, 'date', 'soon', 'date-unreadable'],
      [34, 'event', 'renewal', 'event-orphaned'],
      [35, 'event', 'end', 'event-orphaned'],
      [38, 'event', 'end', 'event-late'],
      [39, 'event', 'renewal', 'event-late'],
      [41, 'event', 'renewal', 'event-repeated'],
      [43, 'event', 'renewal', 'event-repeated'],
      [44, null, null, 'duplicate'],
      [45, 'amount', '-5', 'amount-negative'],
      [46, 'amount', null, 'amount-missing'],
    ])
    expect(figures).toMatchObject({ duplicates: 2, duplicatesDropped: true })
    expect(figures.contracts?.contracts).toBe(14 + 2 + 9)
  })

  test('a file of which most events have no place is refused as a whole', async () => {
    const text = `${head}A,2023-01-15,start,5\n${Array.from({ length: 5 }, (_, n) => `B${n},2023-02-15,renewal,5`).join('\n')}\n`
    await expect(importText(db, text, { folder, overrides: { period: 'month' } })).rejects.toMatchObject({
      code: 'HISTORY_ROWS_UNREADABLE',
      message: expect.stringContaining('row 3, column event ("renewal"): No start of a contract'),
    })
    await expect(
      importText(db, `${head}A,2023-01-15,end,5\n`, {
        folder,
        overrides: { event: 'event', period: 'month' },
      }),
    ).rejects.toMatchObject({ code: 'HISTORY_ROWS_NONE' })
  })
})
