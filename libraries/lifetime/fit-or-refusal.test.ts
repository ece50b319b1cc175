import { expect, test } from 'vitest'
import { lifetimeError } from './errors.ts'
import { fitOrRefusal } from './fit-or-refusal.ts'

test('a fit is handed on, a refusal by its code, and a fault is thrown on', () => {
  expect(fitOrRefusal(() => 7)).toEqual({ fitted: 7 })
  const refuse = () => {
    throw lifetimeError('LIFETIME_NO_REPEAT_PURCHASES', 'Nobody bought again.')
  }
  expect(fitOrRefusal(refuse)).toEqual({ refused: 'LIFETIME_NO_REPEAT_PURCHASES' })
  const fault = () => {
    throw new TypeError('No such thing.')
  }
  expect(() => fitOrRefusal(fault)).toThrow('No such thing.')
})
