import { expect, test } from 'vitest'
import {
  exportsAreDocumented,
  fileIsWellNamed,
  nothingIsSilenced,
  nothingIsUnfinished,
  onlyAppsTouchTheWorld,
  outliersOf,
  synonymsOf,
  wordsKeepToTheGlossary,
} from './tidy-rules.ts'

const at = (path: string, text = '') => ({ path, text })

test('a file is named in kebab-case after what it holds', () => {
  expect(fileIsWellNamed(at('domains/history/purchase-days.ts'))).toEqual([])
  expect(fileIsWellNamed(at('domains/history/history.contract.ts'))).toEqual([])
  expect(fileIsWellNamed(at('domains/history/PurchaseDays.ts'))).toHaveLength(1)
  expect(fileIsWellNamed(at('libraries/kernel/utils.ts'))).toHaveLength(1)
})

test('nothing silences a tool and nothing unfinished is merged', () => {
  expect(nothingIsSilenced(at('a.ts', '// @ts-ignore\n'))).toHaveLength(1)
  expect(nothingIsSilenced(at('a.ts', '// ignores refunds\n'))).toEqual([])
  expect(nothingIsUnfinished(at('a.ts', '// TODO later\n'))).toHaveLength(1)
})

test('only apps read the clock, the environment and chance', () => {
  const text = 'const now = Date.now()\n'
  expect(onlyAppsTouchTheWorld(at('domains/history/import.ts', text))).toHaveLength(1)
  expect(onlyAppsTouchTheWorld(at('domains/history/import.test.ts', text))).toEqual([])
  expect(onlyAppsTouchTheWorld(at('apps/cli/main.ts', text))).toEqual([])
})

test('every export of a library says what it is', () => {
  expect(
    exportsAreDocumented(at('libraries/kernel/time.ts', '/** A day. */\nexport type Day = string\n')),
  ).toEqual([])
  expect(exportsAreDocumented(at('libraries/kernel/time.ts', 'export type Day = string\n'))).toHaveLength(1)
  expect(exportsAreDocumented(at('domains/history/rows.ts', 'export type Day = string\n'))).toEqual([])
})

test('a synonym that the glossary lists is refused wherever words stand', () => {
  const synonyms = synonymsOf(
    '| word | meaning | not |\n|---|---|---|\n| **customer** | who buys | shopper, patron |\n',
  )
  const rule = wordsKeepToTheGlossary(synonyms)
  expect(rule(at('domains/x/locales/en.json', '{ "a": "All Shoppers" }'))).toMatchObject([
    { message: 'Write "customer" for "shopper".' },
  ])
  expect(rule(at('README.md', 'All customers'))).toEqual([])
})

test('a long file and a long function are shown', () => {
  const long = `function f() {\n${'  g()\n'.repeat(70)}}\n`
  expect(outliersOf(at('a.ts', long))).toEqual(['a.ts:1: a function of 72 lines'])
  expect(outliersOf(at('a.ts', 'x\n'.repeat(301)))).toEqual(['a.ts: 302 lines'])
})
