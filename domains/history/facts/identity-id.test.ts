import fc from 'fast-check'
import { TypeID } from 'typeid-js'
import { expect, test } from 'vitest'
import { identityIds, identityNumber, type IdentityOrigin } from './identity-id.ts'

const numbers = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const origins = fc
  .record({
    recordedAt: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    salt: fc.bigInt({ min: 0n, max: 2n ** 74n - 1n }).map((salt) => salt.toString(16)),
  })
  .map((origin): IdentityOrigin => ({ ...origin, firstNumber: 1, lastNumber: 2 ** 31 - 1 }))

test('a number becomes an id and the id the number, for every origin', () => {
  fc.assert(
    fc.property(origins, numbers, (origin, number) => {
      expect(identityNumber([origin], identityIds(origin)(number))).toBe(number)
    }),
  )
})

test('an id is a TypeID over a UUIDv7 that carries the time at which the identity was first recorded', () => {
  fc.assert(
    fc.property(origins, numbers, (origin, number) => {
      const id = TypeID.fromString(identityIds(origin)(number), 'idn')
      const uuid = id.toUUID()
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)).toBe(origin.recordedAt)
    }),
  )
})

test('two numbers of one origin have two ids', () => {
  fc.assert(
    fc.property(origins, numbers, numbers, (origin, one, other) => {
      const idOf = identityIds(origin)
      expect(idOf(one) === idOf(other)).toBe(one === other)
    }),
  )
})

test('an id of another origin, or of a number outside its range, is nobody', () => {
  const origin = { firstNumber: 5, lastNumber: 9, recordedAt: 1_700_000_000_000, salt: 'abc123' }
  const other = { ...origin, salt: 'abc124' }
  expect(identityNumber([origin, other], identityIds(origin)(7))).toBe(7)
  expect(identityNumber([other], identityIds({ ...origin, salt: 'ffffffffffffffff' })(7))).toBeUndefined()
  expect(identityNumber([origin], identityIds(origin)(10))).toBeUndefined()
  expect(identityNumber([origin], 'idn_!')).toBeUndefined()
  expect(identityNumber([], '')).toBeUndefined()
})
