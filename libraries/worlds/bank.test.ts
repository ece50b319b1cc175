import { expect, test } from 'vitest'
import { type BankRow, bankRows } from './bank-rows.ts'
import { bank } from './bank.ts'
import { bankMoves, bankStates, bankTenureStarts } from './bank-law.ts'
import { bankTables } from './bank-tables.ts'

const aBank = (customers = 300, seed = 7) => bank({ customers, seed })
const rowsOf = (of = aBank(), batch?: number): readonly BankRow[] => [...bankRows(of, batch)].flat()
const yearOf = (row: BankRow) => Number(row.year_end.slice(0, 4))

test('the same seed gives the same rows in whatever batches they are read, another seed gives others', () => {
  expect(rowsOf(aBank(), 1)).toEqual(rowsOf(aBank(), 100_000))
  expect(rowsOf(aBank(300, 8))).not.toEqual(rowsOf(aBank(300, 7)))
})

test('memory is bounded: a batch holds the rows asked for and at most one customer more', () => {
  for (const batch of bankRows(aBank(1_000), 100)) expect(batch.length).toBeLessThanOrEqual(100 + 20)
})

test('every customer is in the log, sorted, a row a year until they leave, and grows a year older each time', () => {
  const rows = rowsOf(aBank(500))
  expect(new Set(rows.map(({ customer_id }) => customer_id)).size).toBe(500)
  const isOdd = (row: BankRow, i: number) => {
    const last = rows[i - 1]
    if (yearOf(row) < 2006 || yearOf(row) > 2025 || row.age < 11 || row.age > 90) return true
    if (last?.customer_id !== row.customer_id)
      return last !== undefined && last.customer_id >= row.customer_id
    return yearOf(row) !== yearOf(last) + 1 || row.age !== last.age + 1 || row.tenure !== last.tenure + 1
  }
  expect(rows.filter(isOdd)).toEqual([])
})

test('a margin is the sum of the products, and what is not held neither earns nor costs', () => {
  const cents = (text: string) => Math.round(100 * Number(text))
  const addsUp = (row: BankRow) =>
    cents(row.margin_account) +
      cents(row.margin_loan) +
      cents(row.margin_home) +
      cents(row.margin_retirement) ===
    cents(row.margin)
  const earnsUnheld = (row: BankRow) =>
    (['loan', 'home', 'retirement'] as const).some(
      (product) => !row.holdings.includes(product) && row[`margin_${product}`] !== '0.00',
    )
  expect(rowsOf().filter((row) => !addsUp(row) || earnsUnheld(row))).toEqual([])
})

test('it begins with a loss: children cost, and the first loan, the home and retirement repay it', () => {
  const rows = rowsOf(aBank(3_000))
  const mean = (of: readonly BankRow[]) => of.reduce((sum, row) => sum + Number(row.margin), 0) / of.length
  expect(mean(rows.filter(({ age }) => age <= 15))).toBeLessThan(-25)
  expect(mean(rows.filter(({ age, tenure }) => age <= 15 && tenure === 0))).toBeLessThan(-120)
  expect(mean(rows.filter(({ age }) => age >= 35 && age < 55))).toBeGreaterThan(250)
  expect(rows.filter(({ age, holdings }) => age <= 15 && holdings !== 'account')).toEqual([])
  const share = (age: number, product: string) => {
    const of = rows.filter((row) => row.age === age)
    return of.filter(({ holdings }) => holdings.includes(product)).length / of.length
  }
  expect(share(40, 'home')).toBeGreaterThan(share(25, 'home') + 0.2)
  expect(share(55, 'retirement')).toBeGreaterThan(share(30, 'retirement') + 0.3)
})

test('the law is one of probabilities, and what happens follows it', () => {
  for (const state of bankStates) {
    for (const tenure of bankTenureStarts) {
      for (const age of [11, 17, 18, 34, 64, 72, 90]) {
        const moves = bankMoves(state, age, tenure)
        expect(moves.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12)
        expect(moves.every(({ probability }) => probability > 0)).toBe(true)
      }
    }
  }
  const grown = bankTables().transitions.filter(
    ({ age, tenure, from }) => age === 17 && tenure === 4 && from === 'minor: account',
  )
  expect(grown.map(({ to }) => to)).toEqual(['exit', 'studying: account', 'working: account'])
  const rows = rowsOf(aBank(3_000))
  const follows = rows.flatMap((row, i) => {
    const next = rows[i + 1]
    const isLast = next?.customer_id !== row.customer_id
    return row.age === 17 && row.tenure >= 4 && yearOf(row) < 2025
      ? [isLast ? 'exit' : (next?.stage ?? '')]
      : []
  })
  const studying = grown.find(({ to }) => to === 'studying: account')?.probability ?? 0
  const share = follows.filter((stage) => stage === 'studying').length / follows.length
  expect(Math.abs(share - studying)).toBeLessThan(
    4.5 * Math.sqrt((studying * (1 - studying)) / follows.length),
  )
})

test('a bank without customers, with its years out of order or an odd seed is refused', () => {
  expect(() => bank({ customers: 0, seed: 1 })).toThrow(RangeError)
  expect(() => bank({ customers: 1, seed: -1 })).toThrow(RangeError)
  expect(() => bank({ customers: 1, seed: 1, lastYear: 1999 })).toThrow(RangeError)
  expect(() => bank({ customers: 1, seed: 1, firstYear: 2006.5 })).toThrow(RangeError)
})
