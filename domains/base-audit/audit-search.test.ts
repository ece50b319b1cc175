import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dimensions } from './audit-document.ts'
import {
  askedOfLens,
  auditSearchOf,
  changedAudit,
  filterNames,
  isFiltered,
  sharedChoices,
  type AuditSearch,
} from './audit-search.ts'
import { lenses } from './tables/audit-tables.ts'
import { baseAuditContract } from './base-audit.contract.ts'
import { periodLengths } from './period.ts'
import { tableAddress } from './tables/table-address.ts'

const text = fc.string({ minLength: 1, maxLength: 12 })
const choices: fc.Arbitrary<AuditSearch> = fc.record(
  {
    length: fc.constantFrom(...periodLengths),
    fiscalStart: fc.integer({ min: 1, max: 12 }),
    period: text,
    before: text,
    cohort: text,
    splits: text,
    by: fc.constantFrom(...dimensions),
    against: fc.oneof(
      text,
      text.map((value) => `channel:${value}`),
      text.map((key) => `period:${key}`),
    ),
    ...Object.fromEntries(filterNames.map((name) => [name, text])),
  },
  { requiredKeys: [] },
)

test('an address that was read is read the same again', () => {
  fc.assert(
    fc.property(choices, (search) => {
      expect(auditSearchOf({ ...search })).toEqual(search)
    }),
  )
})

test('whatever an address says, only choices that can be asked for are left', () => {
  const anything = fc.dictionary(
    fc.constantFrom(...filterNames, 'length', 'fiscalStart', 'period', 'by', 'against', 'shoe'),
    fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.array(fc.string())),
  )
  fc.assert(
    fc.property(anything, (query) => {
      const search = auditSearchOf(query)
      expect(auditSearchOf({ ...search })).toEqual(search)
      expect(search).not.toHaveProperty('shoe')
      const { length, fiscalStart = 1, by } = search
      expect(length === undefined || periodLengths.includes(length)).toBe(true)
      expect(by === undefined || dimensions.includes(by)).toBe(true)
      expect(fiscalStart >= 1 && fiscalStart <= 12 && Number.isInteger(fiscalStart)).toBe(true)
      for (const name of filterNames)
        expect(search[name] === undefined || (search[name].length > 0 && search[name].length <= 400)).toBe(
          true,
        )
    }),
  )
})

test('a year is a period although an address reads it as a number', () => {
  expect(auditSearchOf({ period: 2024 })).toEqual({ period: '2024' })
})

test('a choice that is taken back leaves no trace', () => {
  fc.assert(
    fc.property(choices, fc.constantFrom(...filterNames), text, (search, name, value) => {
      const { [name]: _, ...without } = search
      const chosen = changedAudit(search, { [name]: value })
      expect(chosen[name]).toBe(value)
      expect(changedAudit(chosen, { [name]: undefined })).toEqual(without)
    }),
  )
})

test('once time is cut otherwise no period of the old cut is left', () => {
  fc.assert(
    fc.property(choices, fc.constantFrom(...periodLengths), (search, length) => {
      const cut = changedAudit(search, { length })
      expect(cut).toMatchObject({ length })
      for (const name of ['period', 'before', 'cohort']) expect(cut).not.toHaveProperty(name)
      expect(cut.against ?? '').not.toMatch(/^(?:period|cohort):/)
      for (const name of filterNames) expect(cut[name]).toBe(search[name])
    }),
  )
})

test('what lenses share goes from one to the other unchanged, and nothing else does', () => {
  fc.assert(
    fc.property(choices, (search) => {
      const shared = sharedChoices(search)
      expect(sharedChoices(shared)).toEqual(shared)
      expect(isFiltered(shared)).toBe(isFiltered(search))
      for (const [name, value] of Object.entries(shared)) expect(search).toHaveProperty([name], value)
      for (const lens of lenses) expect(askedOfLens(lens, shared)).toEqual(shared)
    }),
  )
})

const inputs = {
  differ: baseAuditContract.readDiffer,
  change: baseAuditContract.readChange,
  cohort: baseAuditContract.readCohort,
  cohorts: baseAuditContract.readCohorts,
  whole: baseAuditContract.readWhole,
} as const

test('what a lens is asked is what its endpoint takes, whatever the address says', () => {
  const business = 'bus_00000000000000000000000000'
  fc.assert(
    fc.property(choices, fc.constantFrom(...lenses), (search, lens) => {
      const { inputSchema } = inputs[lens]['~orpc'] as unknown as {
        inputSchema: { safeParse: (input: unknown) => { success: boolean } }
      }
      expect(inputSchema.safeParse({ business, ...askedOfLens(lens, search) }).success).toBe(true)
    }),
  )
})

test('the address of a file holds the choices of its lens, whatever stands in them', () => {
  fc.assert(
    fc.property(choices, fc.boolean(), (search, isCompared) => {
      const address = tableAddress(
        'bus_x',
        { lens: 'differ', snapshot: 'snp_x' },
        { table: 'deciles', search, isCompared },
      )
      const { pathname, searchParams } = new URL(address, 'http://localhost')
      expect(pathname).toBe('/api/businesses/bus_x/base/audit/differ/deciles.parquet')
      const { snapshot, compared, fiscalStart, ...read } = Object.fromEntries(searchParams)
      expect(snapshot).toBe('snp_x')
      expect(compared === 'true').toBe(isCompared)
      const months = fiscalStart === undefined ? {} : { fiscalStart: Number(fiscalStart) }
      expect({ ...read, ...months }).toEqual(askedOfLens('differ', search))
    }),
  )
})
