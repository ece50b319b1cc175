import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { documentedErrors, errorsPage, isThrown, programSources } from './error-catalogues.ts'

const sources = await programSources()
const errors = await documentedErrors(sources)

test('the page of errors is what the catalogues say now', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/reference/errors.md'), 'utf8')
  expect(page, 'run tools/generate-errors.ts').toBe(errorsPage(errors))
})

test('every catalogue is exported, so that it can be documented', () => {
  const inText = sources.flatMap(({ text }) => text.match(/^ {2}[A-Z][A-Z0-9]*(_[A-Z0-9]+)+: \{/gm) ?? [])
  expect(errors).toHaveLength(inText.length)
})

test('a code belongs to one catalogue', () => {
  const codes = errors.map(({ code }) => code)
  expect(codes).toEqual([...new Set(codes)])
})

test('a code is thrown somewhere', () => {
  expect(errors.filter(({ code }) => !isThrown(code, sources)).map(({ code }) => code)).toEqual([])
})

test('a code is named SLICE_NOUN_PROBLEM and its hint is a sentence that says what to do', () => {
  const unclear = errors.filter(
    ({ code, hint }) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(code) || !/^[A-Z`].{10,}\.$/s.test(hint),
  )
  expect(unclear).toEqual([])
})

test('a code that only a contract lists as a refusal counts as not thrown', () => {
  const refusal = { path: 'domains/x/x.contract.ts', text: "refusals: ['CUP_BROKEN']" }
  const thrown = { path: 'domains/x/x.actions.ts', text: "throw cupError('CUP_BROKEN', 'It is.')" }
  expect(isThrown('CUP_BROKEN', [refusal])).toBe(false)
  expect(isThrown('CUP_BROKEN', [refusal, thrown])).toBe(true)
})
