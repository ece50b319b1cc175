import { expect, test } from 'vitest'
import { anchorOf, brokenLinks, unknownScripts } from './documents.ts'

const page = (text: string) => ({ path: 'docs/a.md', text })
const files = new Map([['docs/b.md', new TextEncoder().encode('# The house rules!\n')]])
const read = (path: string) => files.get(path)

test('a link leads to a file that is there, and an anchor to a heading', () => {
  expect(brokenLinks(page('[b](b.md) and [there](b.md#the-house-rules)'), read)).toEqual([])
  expect(brokenLinks(page('[c](c.md)'), read)).toEqual(['docs/a.md: c.md leads nowhere'])
  expect(brokenLinks(page('[b](b.md#gone)'), read)).toEqual(['docs/a.md: b.md#gone names no heading'])
})

test('links in code and to other sites are left alone', () => {
  expect(brokenLinks(page('`[x](gone.md)` [y](https://example.org/z)'), read)).toEqual([])
})

test('an anchor is the heading in small letters with dashes', () => {
  expect(anchorOf('What is *not* here')).toBe('what-is-not-here')
})

test('a command that a document names exists', () => {
  expect(unknownScripts(page('Run `npm run check`, then `npm run fly`.'), ['check'])).toEqual([
    'docs/a.md: there is no script "fly"',
  ])
})
