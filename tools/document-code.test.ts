import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeBlocks, programOf, runDocument } from './document-code.ts'

const root = join(import.meta.dirname, '..')
const pages = globSync('docs/models/*.md', { cwd: root }).toSorted()

for (const page of pages) {
  const markdown = readFileSync(join(root, page), 'utf8')

  test(`every code block of ${page} runs and gives what it says`, { timeout: 60_000 }, async () => {
    const languages = codeBlocks(markdown).map(({ language }) => language)
    expect(languages.filter((language) => !['ts', 'text', 'csv'].includes(language))).toEqual([])
    const { failures, figures } = await runDocument(page, markdown)
    expect(failures).toEqual([])
    for (const [name, drawn] of Object.entries(figures)) {
      const file = join(root, 'docs/models', name)
      expect(existsSync(file) && readFileSync(file, 'utf8'), `run tools/draw-figures.ts for ${name}`).toBe(
        drawn,
      )
      expect(markdown).toContain(`](${name})`)
    }
  })
}

const fence = '```'

test('a line that gives something else than it says is found, one that gives it is not', async () => {
  const page = [
    `${fence}ts`,
    'const third = 1 / 3 // → 0.333',
    "({ a: [third, 2], b: 'x-1' }) // → { a: [0.33, 2], b: 'x-1' }",
    'third // → 0.34',
    'Float64Array.of(-1.5, 2) // → [-1.5, 3]',
    'null // → null',
    fence,
    `${fence}text`,
    'throw everything away',
    fence,
    `${fence}ts`,
    'third + 1 // → 2',
    fence,
  ].join('\n')
  const { failures } = await runDocument('docs/example.md', page)
  expect(failures).toEqual([
    'line 4, third: it gives 0.3333333333333333',
    'line 5, Float64Array.of(-1.5, 2): it gives [-1.5,2]',
    'line 12, third + 1: it gives 1.3333333333333333',
  ])
})

test('a program that breaks off is a failure', async () => {
  await expect(
    runDocument('docs/broken.md', `${fence}ts\nthrow new Error('lost')\n${fence}\n`),
  ).rejects.toThrow('lost')
})

test('only TypeScript is run', () => {
  expect(programOf(`${fence}text\nnothing\n${fence}\n`)).not.toContain('nothing')
})
