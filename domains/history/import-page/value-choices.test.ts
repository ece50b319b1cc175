import fc from 'fast-check'
import { expect, test } from 'vitest'
import { purchaseModelNames } from '#lifetime/model.ts'
import { choicesOf, optionsOf } from './value-choices.ts'

test('what is left empty is left to the program', () => {
  expect(choicesOf({})).toEqual({ margin: '', horizonWeeks: '', discount: '', model: 'auto', unit: 'week' })
  expect(optionsOf(choicesOf({}))).toEqual({
    margin: null,
    horizon: null,
    discount: null,
    model: 'auto',
    unit: 'week',
  })
})

test('options that are shown in fields and sent again are the same', () => {
  const share = fc.integer({ min: 1, max: 1000 }).map((thousandths) => thousandths / 1000)
  const horizon = fc
    .tuple(fc.integer({ min: 1, max: 3650 }), fc.constantFrom('d', 'w'))
    .map((parts) => parts.join(''))
  const model = fc.constantFrom('auto', ...purchaseModelNames)
  const unit = fc.constantFrom('day', 'week')
  fc.assert(
    fc.property(fc.record({ margin: share, discount: share, horizon, model, unit }), (options) => {
      const sent = optionsOf(choicesOf(options))
      expect({ ...sent, horizon: daysOf(sent.horizon) }).toEqual({
        ...options,
        horizon: daysOf(options.horizon),
      })
    }),
  )
})

test('a horizon of less than a day is a day', () => {
  expect(optionsOf({ ...choicesOf({}), horizonWeeks: 0.01 }).horizon).toBe('1d')
})

function daysOf(horizon: string | null | undefined): number {
  const length = Number(horizon?.slice(0, -1))
  return horizon?.endsWith('w') === true ? 7 * length : length
}
