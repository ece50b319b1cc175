import { expect, test } from 'vitest'
import { covariateDesign, type KnownCovariate } from './covariate-design.ts'

const number: KnownCovariate = {
  name: 'age',
  kind: 'number',
  stated: 400,
  distinct: 60,
  mean: 41.5,
  deviation: 12.3,
  least: 18,
  most: 90,
  categories: [],
}

function category(
  counts: Readonly<Record<string, number>>,
  more: Partial<KnownCovariate> = {},
): KnownCovariate {
  const categories = Object.entries(counts).map(([value, customers]) => ({ value, customers }))
  const stated = categories.reduce((sum, { customers }) => sum + customers, 0)
  return {
    ...number,
    name: 'channel',
    kind: 'category',
    stated,
    distinct: categories.length,
    categories,
    ...more,
  }
}

const namesOf = (known: readonly KnownCovariate[]) => covariateDesign(known).columns.map(({ name }) => name)
const leftOut = (known: readonly KnownCovariate[]) =>
  covariateDesign(known).leftOut.map(({ covariate, because }) => `${covariate} ${because.code}`)

test('a number is one column, told for a round difference of about a standard deviation', () => {
  expect(covariateDesign([number]).columns).toEqual([
    { name: 'age', covariate: 'age', place: 0, category: null, mean: 41.5, step: 10, customers: 400 },
  ])
  const stepFor = (deviation: number) => covariateDesign([{ ...number, deviation }]).columns[0]?.step
  expect([0.0042, 0.9, 3.9, 700].map(stepFor)).toEqual([0.005, 1, 5, 500])
})

test('a number with two values is told for the difference between them', () => {
  const flag = { ...number, distinct: 2, least: 0, most: 1, deviation: 0.3 }
  expect(covariateDesign([flag]).columns[0]?.step).toBe(1)
})

test('every category but the most frequent is a column, held against that one', () => {
  const { columns } = covariateDesign([number, category({ shop: 250, web: 120, fair: 30 })])
  expect(columns.slice(1)).toMatchObject([
    {
      name: 'channel: web',
      place: 1,
      mean: 0.3,
      step: 1,
      customers: 120,
      category: { value: 'web', against: 'shop' },
    },
    { name: 'channel: fair', mean: 0.075, category: { value: 'fair', against: 'shop' } },
  ])
})

test('rare categories are one together; too few of them count as not stated', () => {
  const rare = category({ shop: 250, web: 120, fair: 9, post: 8 })
  const [, others] = covariateDesign([rare]).columns
  expect(others).toMatchObject({
    name: 'channel: others',
    customers: 17,
    category: { value: null, named: ['shop', 'web'] },
  })
  expect(namesOf([category({ shop: 250, web: 120, fair: 3 })])).toEqual(['channel: web'])
})

test('beyond ten categories the rest are one together', () => {
  const many = category(Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`c${i}`, 200 - i])))
  expect(namesOf([many])).toHaveLength(10)
  expect(namesOf([many]).at(-1)).toBe('channel: others')
})

test.each([
  ['VALUE_COVARIATE_EMPTY', { ...number, stated: 0, distinct: 0 }],
  ['VALUE_COVARIATE_CONSTANT', { ...number, distinct: 1 }],
  ['VALUE_COVARIATE_CONSTANT', category({ shop: 400 })],
  ['VALUE_COVARIATE_NAMES', category({ Ann: 1, Bob: 1 }, { name: 'name', stated: 400, distinct: 398 })],
  ['VALUE_COVARIATE_RARE', category({ shop: 395, web: 5 })],
])('left out and said: %s', (code, known) => {
  expect(leftOut([known])).toEqual([`${known.name} ${code}`])
  expect(namesOf([known])).toEqual([])
})

test('no more than 32 columns are used; what comes after them is said to be left out', () => {
  const numbers = Array.from({ length: 30 }, (_, i) => ({ ...number, name: `n${i}` }))
  const wide = category({ a: 100, b: 90, c: 80, d: 70 })
  const last = { ...number, name: 'last' }
  expect(leftOut([...numbers, wide, last])).toEqual(['channel VALUE_COVARIATE_MANY'])
  expect(namesOf([...numbers, wide, last])).toHaveLength(31)
})
