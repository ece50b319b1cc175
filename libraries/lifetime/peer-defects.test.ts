import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

test('every defect that the page for newcomers tells of has the test that it names', () => {
  const page = readFileSync(join(root, 'docs/models/coming-from-other-libraries.md'), 'utf8')
  const [, section = ''] = page.split('## What went wrong elsewhere')
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '))
  const named = rows.slice(2).map(
    (row) =>
      row
        .split(' | ')
        .at(-1)
        ?.replace(/\s*\|$/, '')
        .trim() ?? '',
  )
  expect(named.length).toBeGreaterThan(13)
  const tests = globSync('libraries/lifetime/**/*.test.ts', { cwd: root })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
  expect(named.filter((name) => !tests.includes(name))).toEqual([])
})
