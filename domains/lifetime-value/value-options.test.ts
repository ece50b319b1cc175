import { expect, test } from 'vitest'
import { days, weeks } from '#kernel/time.ts'
import { purchaseModelNames } from '#lifetime/model.ts'
import { purchaseModels } from '#lifetime/models.ts'
import {
  contractOptions,
  defaultValueOptions,
  isOfRegularPurchases,
  purchaseOptions,
  valueOptions,
} from './value-options.ts'

test('what is not chosen is a year ahead, ten per cent, in weeks, the model chosen from the data', () => {
  expect(valueOptions({})).toEqual(defaultValueOptions)
  expect(defaultValueOptions).toMatchObject({ unit: 'week', model: 'auto', horizon: weeks(52), margin: null })
})

test('what is chosen is taken, as text or as number', () => {
  const written = {
    unit: 'day',
    model: 'bg-nbd',
    horizon: '90d',
    discount: '0',
    margin: 0.35,
    until: '1997-09-30',
  }
  expect(valueOptions(written)).toEqual({
    unit: 'day',
    model: 'bg-nbd',
    horizon: days(90),
    isHorizonNamed: true,
    discountRatePerYear: 0,
    margin: 0.35,
    until: '1997-09-30',
    origin: null,
  })
})

test('every model of the library can be named', () => {
  for (const { name } of purchaseModels) expect(valueOptions({ model: name }).model).toBe(name)
  for (const name of ['auto', 'all']) expect(valueOptions({ model: name }).model).toBe(name)
  expect(purchaseModels.map(({ name }) => name)).toEqual([...purchaseModelNames])
  expect(purchaseModelNames.filter(isOfRegularPurchases)).toEqual(['mbg-cnbd-k', 'bg-cnbd-k'])
})

test.each([
  [{ horizon: '0d' }, 'VALUE_HORIZON_INVALID'],
  [{ horizon: '52' }, 'VALUE_HORIZON_INVALID'],
  [{ horizon: '99999w' }, 'VALUE_HORIZON_INVALID'],
  [{ discount: '-0.1' }, 'VALUE_DISCOUNT_INVALID'],
  [{ discount: 'ten' }, 'VALUE_DISCOUNT_INVALID'],
  [{ discount: ' ' }, 'VALUE_DISCOUNT_INVALID'],
  [{ margin: '0' }, 'VALUE_MARGIN_INVALID'],
  [{ margin: 35 }, 'VALUE_MARGIN_INVALID'],
  [{ model: 'ggg' }, 'VALUE_MODEL_UNKNOWN'],
  [{ unit: 'month' }, 'VALUE_UNIT_UNKNOWN'],
  [{ until: '1997-02-29' }, 'VALUE_DAY_INVALID'],
  [{ origin: '30.09.1997' }, 'VALUE_DAY_INVALID'],
])('%j is refused with %s', (written, code) => {
  expect(() => valueOptions(written)).toThrow(expect.objectContaining({ code }))
})

test('all compete where all is asked for: every model of purchases, and both of contracts as ever', () => {
  const options = valueOptions({ model: 'all' })
  expect(purchaseOptions(options).model).toBe('all')
  expect(contractOptions(options).model).toBe('auto')
})
